#include "cases.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { name_length = 48 };

static const char *const names[] = {
#define NAME(field, name) name,
	PARAMETERS(NAME)
#undef NAME
};

static void fail(const char *path, const char *what)
{
	fprintf(stderr, "loop: error: %s: %s\n", path, what);
	exit(2);
}

static void take(FILE *f, const char *path, void *to, size_t size)
{
	if (size > 0 && fread(to, size, 1, f) != 1)
		fail(path, "too short for a file of cases");
}

static uint64_t number(FILE *f, const char *path)
{
	uint64_t x;
	take(f, path, &x, sizeof x);
	return x;
}

static void *list(FILE *f, const char *path, size_t *count, size_t size)
{
	*count = number(f, path);
	void *all = *count < SIZE_MAX / size / 2 ? malloc(*count * size + 1) : NULL;
	if (all == NULL)
		fail(path, "too large a file of cases");
	take(f, path, all, *count * size);
	return all;
}

static void parameters(FILE *f, const char *path, model *m)
{
	if (number(f, path) != parameter_count)
		fail(path, "another number of parameters than parameters.h");
	for (int i = 0; i < parameter_count; i++) {
		char name[name_length];
		take(f, path, name, sizeof name);
		if (strncmp(name, names[i], name_length) != 0)
			fail(path, "other parameters than parameters.h");
		take(f, path, (double *)m + i, sizeof(double));
	}
}

void read_cases(const char *path, cases *all)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL)
		fail(path, strerror(errno));
	char magic[8];
	take(f, path, magic, sizeof magic);
	if (memcmp(magic, "RAPCASES", sizeof magic) != 0)
		fail(path, "not a file of cases");
	parameters(f, path, &all->model);
	all->prescribed = number(f, path);
	all->therapists = list(f, path, &all->therapist_count, sizeof(therapist));
	all->cases = list(f, path, &all->case_count, sizeof(one_case));
	if (fgetc(f) != EOF)
		fail(path, "longer than a file of cases");
	fclose(f);
}
