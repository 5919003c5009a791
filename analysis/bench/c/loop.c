/* loop simulates the model as a scalar C program would: the machine's limit for
 * the Go engine.
 *
 *	loop check CASES             what every session and course came to, as doubles, to standard output
 *	loop model CASES REPEATS     16 sessions of every dyad and the weeks between, without measurement
 *	loop course CASES REPEATS    whole courses with measurement and rows
 *
 * model and course print a line for each repetition: sessions, nanoseconds and
 * a sum that depends on every session. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "course.h"

enum { block = 1000, model_sessions = 16 };

static void *room(size_t count, size_t size)
{
	void *p = calloc(count, size);
	if (p == NULL) {
		fputs("loop: error: out of memory\n", stderr);
		exit(1);
	}
	return p;
}

static rows rows_for(const model *m, size_t courses)
{
	size_t sessions = courses * (size_t)m->care_sessions;
	return (rows){.sessions = room(sessions, sizeof(session_row)), .patients = room(courses, sizeof(patient_row)),
	              .ruptures = room(2 * sessions, sizeof(rupture_row))};
}

static int64_t nanoseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* run_model advances every dyad, from its beginning, by sixteen weekly sessions. */
static double run_model(const cases *all, const dyad *begun)
{
	double sum = 0;
	happened h;
	noise n;
	for (size_t i = 0; i < all->case_count; i++) {
		dyad d = begun[i];
		for (uint32_t s = 1; s <= model_sessions; s++) {
			noise_at(&n, all->cases[i].luck, s);
			pass(&all->model, &d, &n, 1);
			hold(&all->model, &d, &n, (uint32_t)all->prescribed, 1, &h);
		}
		sum += d.bond + d.tasks + d.goals + d.trust + d.hope + d.severity;
	}
	return sum;
}

static void time_model(const cases *all, long repeats)
{
	dyad *begun = room(all->case_count, sizeof(dyad));
	for (size_t i = 0; i < all->case_count; i++) {
		const one_case *who = &all->cases[i];
		noise n;
		noise_at(&n, who->luck, 0);
		begin(&all->model, &begun[i], &who->patient, &all->therapists[who->clinic + who->assigned], &n);
	}
	for (; repeats > 0; repeats--) {
		int64_t before = nanoseconds();
		double sum = run_model(all, begun);
		int64_t spent = nanoseconds() - before;
		printf("%zu %lld %.17g\n", all->case_count * model_sessions, (long long)spent, sum);
	}
}

/* simulate appends the rows of a course. */
static void simulate(const cases *all, const one_case *who, course *c, rows *out)
{
	start(&all->model, c, all, who);
	while (next(&all->model, c, out))
		;
	conclude(c, out);
}

static void time_course(const cases *all, long repeats)
{
	rows out = rows_for(&all->model, block);
	course c;
	for (; repeats > 0; repeats--) {
		size_t sessions = 0;
		double sum = 0;
		int64_t before = nanoseconds();
		for (size_t from = 0; from < all->case_count; from += block) {
			size_t to = from + block < all->case_count ? from + block : all->case_count;
			out.session_count = out.patient_count = out.rupture_count = 0;
			for (size_t i = from; i < to; i++)
				simulate(all, &all->cases[i], &c, &out);
			sessions += out.session_count;
			sum += out.sessions[out.session_count - 1].severity + (double)out.rupture_count;
		}
		int64_t spent = nanoseconds() - before;
		printf("%zu %lld %.17g\n", sessions, (long long)spent, sum);
	}
}

static void put(const double *x, size_t count)
{
	if (fwrite(x, sizeof(double), count, stdout) != count) {
		perror("loop: error: standard output");
		exit(1);
	}
}

static void put_session(const course *c, const session_row *r)
{
	const dyad *d = &c->dyad;
	double x[] = {d->session, d->week, d->severity, d->level, d->natural_level, d->stress, d->bond, d->tasks,
	              d->goals, d->trust, d->hope, d->strain, d->rupture.intensity, c->last.moves, r->phq9,
	              r->wai_patient, r->wai_goals, r->wai_tasks, r->wai_bond, r->wai_therapist, r->wai_observer,
	              r->calpas, r->rupture_patient, r->rupture_therapist, r->rupture_observer, r->rupture};
	put(x, sizeof x / sizeof *x);
}

static void put_course(const patient_row *p)
{
	double x[] = {p->ending, p->phq9_entry, p->phq9_intake, p->phq9_last, p->held, p->missed, p->weeks, p->ruptures, p->resolved,
	              p->transfers, p->perceived[0], p->perceived[1], p->perceived[2]};
	put(x, sizeof x / sizeof *x);
}

static void put_rupture(const rupture_row *r)
{
	double x[] = {(double)r->therapist, r->onset, r->kind, r->intensity, r->recognised, r->session_recognised,
	              r->resolved, r->session_resolved};
	put(x, sizeof x / sizeof *x);
}

/* check writes, course by course: the number of sessions, every session, the
 * course, the number of ruptures, every rupture. */
static void check(const cases *all)
{
	rows out = rows_for(&all->model, 1);
	course *held = room((size_t)all->model.care_sessions, sizeof(course));
	for (size_t i = 0; i < all->case_count; i++) {
		course c;
		out.session_count = out.patient_count = out.rupture_count = 0;
		start(&all->model, &c, all, &all->cases[i]);
		bool on = true;
		while (on) {
			on = next(&all->model, &c, &out);
			held[out.session_count - 1] = c;
		}
		conclude(&c, &out);
		put(&(double){(double)out.session_count}, 1);
		for (size_t s = 0; s < out.session_count; s++)
			put_session(&held[s], &out.sessions[s]);
		put_course(out.patients);
		put(&(double){(double)out.rupture_count}, 1);
		for (size_t r = 0; r < out.rupture_count; r++)
			put_rupture(&out.ruptures[r]);
	}
}

int main(int count, char **words)
{
	cases all;
	ziggurat();
	if (count == 3 && strcmp(words[1], "check") == 0) {
		read_cases(words[2], &all);
		check(&all);
	} else if (count == 4 && strcmp(words[1], "model") == 0) {
		read_cases(words[2], &all);
		time_model(&all, strtol(words[3], NULL, 10));
	} else if (count == 4 && strcmp(words[1], "course") == 0) {
		read_cases(words[2], &all);
		time_course(&all, strtol(words[3], NULL, 10));
	} else {
		fputs("usage: loop check CASES | loop model|course CASES REPEATS\n", stderr);
		return 2;
	}
	return 0;
}
