/* One moment for every program: loaded by LD_PRELOAD, it says what time it is.

   RECORDING_NOW is the time in Unix seconds. It passes only for who sleeps for whole seconds: that
   takes no time, and afterwards it is so much later. Short sleeps, which look whether something
   has happened, are real, and long ones by chance, as before a second attempt, are left out; the
   time does not pass by either. The monotonic clock is the machine's own. */

#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL
#define SHORT (SECOND / 2)

static long long slept;

/* When this thread asked last: what it wants to sleep is told from there. */
static __thread long long asked;

static int pinned(long long *now) {
  static long long start = -1;
  if (start < 0) {
    const char *told = getenv("RECORDING_NOW");
    start = told ? atoll(told) : 0;
  }
  *now = start * SECOND + __atomic_load_n(&slept, __ATOMIC_SEQ_CST);
  return start > 0;
}

static long long nanoseconds(const struct timespec *time) {
  return time->tv_sec * SECOND + time->tv_nsec;
}

static int real_clock(clockid_t clock, struct timespec *time) {
  return (int)syscall(SYS_clock_gettime, clock, time);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  long long now;
  if ((clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE) || !pinned(&now)) {
    int failure = real_clock(clock, time);
    if (clock == CLOCK_MONOTONIC && !failure)
      asked = nanoseconds(time);
    return failure;
  }
  time->tv_sec = now / SECOND;
  time->tv_nsec = now % SECOND;
  return 0;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *found) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (found)
    *found = now.tv_sec;
  return now.tv_sec;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *wanted,
                    struct timespec *left) {
  long long now, wait = nanoseconds(wanted);
  if (flags & TIMER_ABSTIME)
    wait -= asked;
  if (!pinned(&now) || wait < SHORT)
    return syscall(SYS_clock_nanosleep, clock, flags, wanted, left) ? errno : 0;
  if (wait % SECOND == 0)
    __atomic_add_fetch(&slept, wait, __ATOMIC_SEQ_CST);
  return 0;
}

int nanosleep(const struct timespec *wanted, struct timespec *left) {
  int failure = clock_nanosleep(CLOCK_REALTIME, 0, wanted, left);
  errno = failure;
  return failure ? -1 : 0;
}
