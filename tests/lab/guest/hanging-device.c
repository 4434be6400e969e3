/* A V4L2 node whose driver hangs: a character device in user space (CUSE) that does not answer.
 *
 *   hanging-device NAME MODE
 *
 * MODE open: takes the opening of its node and never answers: who opens it cannot even be killed.
 * MODE ioctl: opens, and never answers to an ioctl.
 * MODE stopped: stops itself once the node is there, and so takes nothing: who opens it hangs, but can be killed.
 * Ends with a signal; the kernel lets go of everybody then. */
#include <fcntl.h>
#include <linux/fuse.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static int cuse;

static void reply(unsigned long unique, const void *body, size_t size, const char *name) {
  struct fuse_out_header header = {.unique = unique};
  struct iovec parts[] = {{&header, sizeof header}, {(void *)body, size}, {(void *)name, strlen(name) + (*name != 0)}};
  header.len = sizeof header + parts[1].iov_len + parts[2].iov_len;
  if (writev(cuse, parts, 3) < 0) {
    perror("writev");
    exit(1);
  }
}

int main(int argc, char **argv) {
  static char buffer[256 * 1024];
  const struct fuse_in_header *in = (void *)buffer;
  const struct fuse_open_out opened = {.fh = 1};
  char name[64];
  if (argc != 3) return 64;
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
      reply(in->unique, &out, sizeof out, name);
      if (!strcmp(mode, "stopped")) raise(SIGSTOP);
    } else if (in->opcode == FUSE_OPEN && strcmp(mode, "open")) {
      reply(in->unique, &opened, sizeof opened, "");
    } else if (in->opcode == FUSE_RELEASE) {
      reply(in->unique, NULL, 0, "");
    }
  }
  perror("read");
  return 1;
}
