/* A layer before the C library: of the calls that write to files, the n-th fails, alone or with all after it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static long count, at, error_number, lasting;

void faults_begin(long nth, long error, long last) { count = 0; at = nth; error_number = error; lasting = last; }
long faults_end(void) { at = 0; error_number = 0; return count; }

static int fails(void) {
    count++;
    if (!at || count < at || (count > at && !lasting)) return 0;
    errno = (int)error_number;
    return 1;
}

static int is_file(int fd) {
    struct stat about;
    return fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
}

#define ON_FILE(kind, name, given, passed) \
    kind name given { \
        static kind(*real) given; \
        if (!real) real = (kind(*) given)dlsym(RTLD_NEXT, #name); \
        return is_file(fd) && fails() ? (kind)-1 : real passed; \
    }
#define ON_PATH(name, given, passed) \
    int name given { \
        static int(*real) given; \
        if (!real) real = (int(*) given)dlsym(RTLD_NEXT, #name); \
        return fails() ? -1 : real passed; \
    }

ON_FILE(ssize_t, write, (int fd, const void *from, size_t size), (fd, from, size))
ON_FILE(ssize_t, pwrite, (int fd, const void *from, size_t size, off_t to), (fd, from, size, to))
ON_FILE(ssize_t, pwrite64, (int fd, const void *from, size_t size, off64_t to), (fd, from, size, to))
ON_FILE(int, fsync, (int fd), (fd))
ON_FILE(int, fdatasync, (int fd), (fd))
ON_FILE(int, ftruncate, (int fd, off_t size), (fd, size))
ON_FILE(int, ftruncate64, (int fd, off64_t size), (fd, size))
ON_PATH(rename, (const char *from, const char *to), (from, to))
ON_PATH(link, (const char *from, const char *to), (from, to))
ON_PATH(linkat, (int a, const char *from, int b, const char *to, int how), (a, from, b, to, how))
ON_PATH(mkdir, (const char *name, mode_t mode), (name, mode))
