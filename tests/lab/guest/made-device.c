/* A V4L2 node whose driver is this program: a character device in user space (CUSE).
 *
 *   made-device NAME open | ioctl | stopped
 *   made-device NAME DRIVER DEVICE_CAPS
 *
 * open: takes the opening of its node and never answers: who opens it cannot even be killed.
 * ioctl: opens, and never answers to an ioctl.
 * stopped: stops itself once the node is there, and so takes nothing: who opens it hangs, but can be killed.
 * DRIVER DEVICE_CAPS: says that it is of that driver and can do that (in hexadecimal), and has one format.
 * Ends with a signal; the kernel lets go of everybody then. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <linux/videodev2.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static int cuse;

static void reply(unsigned long unique, int error, const void *body, size_t size, const void *more, size_t rest) {
  struct fuse_out_header header = {.unique = unique, .error = error};
  struct iovec parts[] = {{&header, sizeof header}, {(void *)body, size}, {(void *)more, rest}};
  header.len = sizeof header + size + rest;
  if (writev(cuse, parts, 3) < 0) {
    perror("writev");
    exit(1);
  }
}

/* What QUERYCAP and the first ENUM_FMT are answered; the rest of the program's questions are not for such a device. */
static void answer(unsigned long unique, const struct fuse_ioctl_in *asked, const char *driver, unsigned caps) {
  static const struct fuse_ioctl_out done;
  if (asked->cmd == VIDIOC_QUERYCAP) {
    struct v4l2_capability can = {.capabilities = caps | V4L2_CAP_DEVICE_CAPS, .device_caps = caps};
    snprintf((char *)can.driver, sizeof can.driver, "%s", driver);
    snprintf((char *)can.card, sizeof can.card, "%s-0", driver);
    snprintf((char *)can.bus_info, sizeof can.bus_info, "platform:%s", driver);
    reply(unique, 0, &done, sizeof done, &can, sizeof can);
  } else if (asked->cmd == VIDIOC_ENUM_FMT && ((struct v4l2_fmtdesc *)(asked + 1))->index == 0) {
    struct v4l2_fmtdesc format = *(struct v4l2_fmtdesc *)(asked + 1);
    format.pixelformat = V4L2_PIX_FMT_YUV420;
    reply(unique, 0, &done, sizeof done, &format, sizeof format);
  } else {
    reply(unique, asked->cmd == VIDIOC_ENUM_FMT ? -EINVAL : -ENOTTY, NULL, 0, NULL, 0);
  }
}

int main(int argc, char **argv) {
  static char buffer[256 * 1024];
  const struct fuse_in_header *in = (void *)buffer;
  const struct fuse_open_out opened = {.fh = 1};
  char name[64];
  if (argc != 3 && argc != 4) return 64;
  const char *mode = argv[2];
  snprintf(name, sizeof name, "DEVNAME=%s", argv[1]);
  cuse = open("/dev/cuse", O_RDWR);
  if (cuse < 0) {
    perror("/dev/cuse");
    return 1;
  }
  while (read(cuse, buffer, sizeof buffer) > 0) {
    if (in->opcode == CUSE_INIT) {
      struct cuse_init_out out = {
          .major = FUSE_KERNEL_VERSION, .minor = FUSE_KERNEL_MINOR_VERSION, .max_read = 4096, .max_write = 4096};
      reply(in->unique, 0, &out, sizeof out, name, strlen(name) + 1);
      if (!strcmp(mode, "stopped")) raise(SIGSTOP);
    } else if (in->opcode == FUSE_OPEN && strcmp(mode, "open")) {
      reply(in->unique, 0, &opened, sizeof opened, NULL, 0);
    } else if (in->opcode == FUSE_IOCTL && argc == 4) {
      answer(in->unique, (void *)(in + 1), mode, strtoul(argv[3], NULL, 16));
    } else if (in->opcode == FUSE_RELEASE) {
      reply(in->unique, 0, NULL, 0, NULL, 0);
    }
  }
  perror("read");
  return 1;
}
