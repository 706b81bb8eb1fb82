/* load --dialect lines|raw|irc --port PORT [--step N] [--host ADDRESS] [--password WORD] [--at-once N] [--pids 1,2]
 *      [--patience SECONDS]   how long a line may be in the air, when nothing else is heard, before it counts as lost
 *
 * Reads commands, one a line, and answers each with one line of JSON. Rooms are numbered from 0 in the order they are made.
 *
 *   people ROOMS EACH    new rooms, and people in them        join ROOMS EACH    the same, all at once, measured
 *   idle ROOMS EACH      the same, who never speak            line SEATS COUNT   a room, and a line before it
 *   air LINES SECONDS    so many lines in the air             rate DELIVERIES SECONDS   so many deliveries a second
 *   bytes N              the length of a line's text          deaf N             the last N of the last room read no more
 *   coming RATE          during the next talk, people come and go in the last room
 *   turnover             during the next talk, the seats of the last room turn over
 *   leave                everybody goes                       quit
 *
 * Status 1 with a sentence on standard error if something that must come does not come.
 */
#include "load.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

struct options options = {.dialect = "lines", .host = "127.0.0.1", .step = 1, .at_once = 100, .patience = 10, .bytes = 56};

static struct { uint64_t at, server, own; } began;

void report_begin(void) {
    began.server = server_ns();
    began.own = own_ns();
    began.at = now_ns();
}

void report(const char *what) {
    double ns = (double)(now_ns() - began.at);
    double own = (double)(own_ns() - began.own);
    uint64_t server = server_ns() - began.server;
    struct verdict *v = &verdict;
#define U(name) (unsigned long long)v->name
    printf("{\"what\": \"%s\", \"seconds\": %.6f, \"server_ns\": %llu, \"server_busy\": %.3f, \"load_busy\": %.3f, "
           "\"deliveries\": %llu, \"notices\": %llu, \"turns\": %llu, \"p50_us\": %.1f, \"p99_us\": %.1f, \"people\": %d, "
           "\"lost\": %llu, \"twice\": %llu, \"disorder\": %llu, \"wrong_room\": %llu, \"foreign\": %llu, \"cut\": %llu, "
           "\"deaf_cut\": %llu, \"stalled\": %s}\n",
           what, ns / 1e9, (unsigned long long)server, (double)server / ns, own / ns, U(heard), U(notices), U(turns),
           percentile_us(0.5), percentile_us(0.99), people_here, U(lost), U(twice), U(disorder), U(wrong_room), U(foreign), U(cut),
           U(deaf_cut), stalled ? "true" : "false");
#undef U
    fflush(stdout);
}

/* What ends in a report. */
static bool measured(const char *word, double a, double b) {
    if (!strcmp(word, "people"))
        crowd((int)a, (int)b, false, false);
    else if (!strcmp(word, "idle"))
        crowd((int)a, (int)b, true, false);
    else if (!strcmp(word, "join"))
        crowd((int)a, (int)b, false, true);
    else if (!strcmp(word, "line"))
        stand_in_line((int)a, (int)b);
    else if (!strcmp(word, "air"))
        in_air((int)a, b);
    else if (!strcmp(word, "rate"))
        at_rate(a, b);
    else
        return false;
    return true;
}

/* What is only arranged. */
static void arrange(const char *word, double a) {
    if (!strcmp(word, "bytes"))
        options.bytes = (size_t)(a < 16 ? 16 : a > 4000 ? 4000 : a);
    else if (!strcmp(word, "deaf"))
        fall_silent((int)a);
    else if (!strcmp(word, "coming"))
        coming_and_going(a);
    else if (!strcmp(word, "turnover"))
        seats_turn_over();
    else if (!strcmp(word, "leave"))
        everybody_leaves();
    else
        die("there is no command %s", word);
    printf("{\"what\": \"done\", \"people\": %d}\n", people_here);
    fflush(stdout);
}

static void read_options(int count, char **words) {
    for (int i = 1; i < count; i += 2) {
        const char *name = words[i], *value = i + 1 < count ? words[i + 1] : NULL;
        if (!value)
            die("%s needs a value", name);
        if (!strcmp(name, "--dialect"))
            options.dialect = value;
        else if (!strcmp(name, "--host"))
            options.host = value;
        else if (!strcmp(name, "--password"))
            options.password = value;
        else if (!strcmp(name, "--port"))
            options.port = atoi(value);
        else if (!strcmp(name, "--step"))
            options.step = atoi(value);
        else if (!strcmp(name, "--patience"))
            options.patience = atoi(value);
        else if (!strcmp(name, "--at-once"))
            options.at_once = atoi(value);
        else if (!strcmp(name, "--pids"))
            for (char *end = NULL; *value && options.pid_count < 64; value = *end ? end + 1 : end)
                options.pids[options.pid_count++] = (int)strtol(value, &end, 10);
        else
            die("there is no option %s", name);
    }
    if (!options.port)
        die("--port is missing");
}

static void allow_many_files(void) {
    struct rlimit files = {65536, 65536};
    if (setrlimit(RLIMIT_NOFILE, &files) < 0 && !getrlimit(RLIMIT_NOFILE, &files)) {
        files.rlim_cur = files.rlim_max; /* only root may have more than this */
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

int main(int count, char **words) {
    char line[200], word[32];
    signal(SIGPIPE, SIG_IGN);
    read_options(count, words);
    choose_dialect();
    allow_many_files();
    while (fgets(line, sizeof line, stdin)) {
        double a = 0, b = 0;
        if (sscanf(line, "%31s %lf %lf", word, &a, &b) < 1)
            continue;
        if (!strcmp(word, "quit"))
            return 0;
        if (!measured(word, a, b))
            arrange(word, a);
    }
    return 0;
}
