/* Time, processor time, and a histogram of latencies: exact to a sixteenth of the value. */
#include "load.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { PARTS = 16 };

static uint64_t histogram[64 * PARTS], counted;

uint64_t now_ns(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (uint64_t)at.tv_sec * SECOND + (uint64_t)at.tv_nsec;
}

/* Processor time of all threads of the server's processes: the first number of /proc/PID/task/TID/schedstat, in ns. */
uint64_t server_ns(void) {
    uint64_t sum = 0;
    for (int i = 0; i < options.pid_count; i++) {
        char path[300];
        snprintf(path, sizeof path, "/proc/%d/task", options.pids[i]);
        DIR *tasks = opendir(path);
        if (!tasks)
            die("the server's process %d is gone", options.pids[i]);
        for (struct dirent *task; (task = readdir(tasks));) {
            snprintf(path, sizeof path, "/proc/%d/task/%.20s/schedstat", options.pids[i], task->d_name);
            FILE *file = task->d_name[0] == '.' ? NULL : fopen(path, "r");
            unsigned long long ran = 0;
            if (file && fscanf(file, "%llu", &ran) == 1)
                sum += ran;
            if (file)
                fclose(file);
        }
        closedir(tasks);
    }
    return sum;
}

uint64_t own_ns(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    uint64_t us = (uint64_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000;
    return (us + (uint64_t)used.ru_utime.tv_usec + (uint64_t)used.ru_stime.tv_usec) * 1000;
}

/* Lets the server come to rest: work that is left over from before does not count in what is measured next. */
void settle(void) {
    const struct timespec moment = {0, 30 * 1000000};
    for (int i = 0; i < 200; i++) {
        uint64_t before = server_ns();
        nanosleep(&moment, NULL);
        if (server_ns() - before < 1000000)
            return;
    }
}

void latencies_clear(void) {
    memset(histogram, 0, sizeof histogram);
    counted = 0;
}

void latency(uint64_t ns) {
    ns += PARTS; /* so that there is a top bit, and four bits below it */
    int top = 63 - __builtin_clzll(ns);
    histogram[top * PARTS + (int)((ns >> (top - 4)) & (PARTS - 1))]++;
    counted++;
}

/* The latency that `part` of all deliveries (0.5, 0.99) did not exceed; 0 if there was none. */
double percentile_us(double part) {
    uint64_t wanted = (uint64_t)(part * (double)counted), seen = 0;
    for (int i = 0; i < 64 * PARTS; i++) {
        seen += histogram[i];
        if (seen > wanted || (seen && seen == counted)) {
            double base = (double)(1ULL << (i / PARTS));
            return (base + base * (i % PARTS + 0.5) / PARTS - PARTS) / 1000.0;
        }
    }
    return 0;
}
