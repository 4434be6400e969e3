/* A USB camera without hardware: answers for a UVC gadget of this machine (VIDEO_NODE), and plugs its controller
 * into the virtual host controller of the same machine, on PORT of it, for every line of its standard input.
 *
 *   usb-camera VIDEO_NODE CONTROLLER_SYSFS HOST_SYSFS PORT
 *
 * The kernel's own uvcvideo then finds a camera: with a name, a serial number, a speed, modes and a metadata node.
 * It delivers no pictures, as the virtual controller has no isochronous transfers. Ends with its input. */
#include <errno.h>
#include <fcntl.h>
#include <linux/usb/ch9.h>
#include <linux/usb/g_uvc.h>
#include <linux/usb/video.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { STREAMING_INTERFACE = 1, HIGH_SPEED = 3 };

static const struct uvc_streaming_control mode = {
    .bmHint = 1, .bFormatIndex = 1, .bFrameIndex = 1, .dwFrameInterval = 666666, .dwMaxVideoFrameSize = 640 * 360 * 2,
    .dwMaxPayloadTransferSize = 1024, .bmFramingInfo = 3, .bPreferedVersion = 1, .bMaxVersion = 1};

static void must(int done, const char *what) {
  if (done >= 0) return;
  perror(what);
  exit(1);
}

static void write_file(const char *folder, const char *name, const char *text) {
  char path[256];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  int fd = open(path, O_WRONLY);
  must(fd, path);
  must(write(fd, text, strlen(text)), path);
  close(fd);
}

/* What usbip does over a network, over a pair of sockets. */
static void plug(const char *controller, const char *host, const char *port) {
  char text[64];
  int ends[2];
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), "socketpair");
  snprintf(text, sizeof text, "%d", ends[0]);
  write_file(controller, "usbip_sockfd", text);
  snprintf(text, sizeof text, "%s %d 65538 %d", port, ends[1], HIGH_SPEED);
  write_file(host, "attach", text);
  close(ends[0]);
  close(ends[1]);
}

static void answer(int fd, const struct usb_ctrlrequest *asked) {
  struct uvc_request_data reply = {.length = -EL2HLT};
  if ((asked->bRequestType & USB_TYPE_MASK) == USB_TYPE_CLASS) {
    if (asked->bRequest == UVC_GET_INFO) {
      reply.length = 1;
      reply.data[0] = 3;
    } else if ((asked->wIndex & 0xff) == STREAMING_INTERFACE) {
      reply.length = sizeof mode;
      memcpy(reply.data, &mode, sizeof mode);
    } else {
      reply.length = asked->wLength < sizeof reply.data ? asked->wLength : sizeof reply.data;
    }
  }
  must(ioctl(fd, UVCIOC_SEND_RESPONSE, &reply), "UVCIOC_SEND_RESPONSE");
}

int main(int argc, char **argv) {
  if (argc != 5) return 64;
  int fd = open(argv[1], O_RDWR | O_NONBLOCK);
  must(fd, argv[1]);
  for (unsigned type = UVC_EVENT_FIRST; type <= UVC_EVENT_LAST; type++) {
    struct v4l2_event_subscription wanted = {.type = type};
    must(ioctl(fd, VIDIOC_SUBSCRIBE_EVENT, &wanted), "VIDIOC_SUBSCRIBE_EVENT");
  }
  struct pollfd waits[] = {{.fd = fd, .events = POLLPRI}, {.fd = STDIN_FILENO, .events = POLLIN}};
  while (poll(waits, 2, -1) > 0) {
    char line[16];
    if (waits[1].revents) {
      if (read(STDIN_FILENO, line, sizeof line) <= 0) return 0;
      plug(argv[2], argv[3], argv[4]);
    }
    struct v4l2_event event;
    if (ioctl(fd, VIDIOC_DQEVENT, &event) < 0) continue;
    if (event.type == UVC_EVENT_SETUP) answer(fd, &((struct uvc_event *)&event.u.data)->req);
  }
  return 0;
}
