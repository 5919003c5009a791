package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"rapport/scenarios/run"
)

const shardHelp = `Shards: --shard i/n runs the i-th of n equal shares, counted from 0, on a machine
of its own. With --shard auto (or auto/n, where the scheduler does not tell n) the
share comes from the scheduler's array job:
  Slurm        SLURM_ARRAY_TASK_ID, _MIN, _STEP, _COUNT   arrays may start anywhere
  AWS Batch    AWS_BATCH_JOB_ARRAY_INDEX, _SIZE
  Kubernetes   JOB_COMPLETION_INDEX                       give auto/n, or set JOB_COMPLETIONS
  HyperQueue   HQ_TASK_ID                                 give auto/n and --array 0-(n-1)`

const shardWanted = "want i/n such as 0/4, auto, or auto/n"

// parseShard reads the flag; env looks variables up.
func parseShard(text string, env func(string) string) (run.Shard, error) {
	if text == "" {
		return run.Shard{}, nil
	}
	index, count, divided := strings.Cut(text, "/")
	n := 0
	if divided {
		var err error
		if n, err = strconv.Atoi(count); err != nil || n < 1 {
			return run.Shard{}, badInput("", "--shard = %s: %s", text, shardWanted)
		}
	}
	if index == "auto" {
		return arrayShard(n, env)
	}
	i, err := strconv.Atoi(index)
	if err != nil || !divided {
		return run.Shard{}, badInput("", "--shard = %s: %s", text, shardWanted)
	}
	if i < 0 || i >= n {
		return run.Shard{}, badInput("", "--shard = %s: shards are counted from 0, so want 0/%d to %d/%d", text, n, n-1, n)
	}
	return run.Shard{Index: i, Count: n}, nil
}

// scheduler is how a scheduler tells a task of an array which one it is.
type scheduler struct {
	name                     string
	index, first, step, size string // variables; first, step and size may be empty
}

var schedulers = []scheduler{
	{"Slurm", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_STEP", "SLURM_ARRAY_TASK_COUNT"},
	{"AWS Batch", "AWS_BATCH_JOB_ARRAY_INDEX", "", "", "AWS_BATCH_JOB_ARRAY_SIZE"},
	{"Kubernetes", "JOB_COMPLETION_INDEX", "", "", "JOB_COMPLETIONS"},
	{"HyperQueue", "HQ_TASK_ID", "", "", ""},
}

// arrayShard asks the scheduler. n is the count that the flag gave, 0 for none.
// Of several schedulers one within another, the innermost counts: HyperQueue
// runs inside Slurm.
func arrayShard(n int, env func(string) string) (run.Shard, error) {
	for i := len(schedulers) - 1; i >= 0; i-- {
		if s := schedulers[i]; env(s.index) != "" {
			return s.shard(n, env)
		}
	}
	return run.Shard{}, badInput("outside of an array job give --shard i/n",
		"--shard auto: no array job tells its index: SLURM_ARRAY_TASK_ID, AWS_BATCH_JOB_ARRAY_INDEX, JOB_COMPLETION_INDEX and HQ_TASK_ID are empty")
}

func (s scheduler) shard(n int, env func(string) string) (run.Shard, error) {
	number := func(variable string, otherwise int) (int, error) {
		text := ""
		if variable != "" {
			text = env(variable)
		}
		if text == "" {
			return otherwise, nil
		}
		v, err := strconv.Atoi(text)
		if err != nil || v < 0 {
			return 0, badInput("", "%s = %s: want a whole number", variable, text)
		}
		return v, nil
	}
	var values [4]int
	for i, v := range []struct {
		variable  string
		otherwise int
	}{{s.index, 0}, {s.first, 0}, {s.step, 1}, {s.size, n}} {
		var err error
		if values[i], err = number(v.variable, v.otherwise); err != nil {
			return run.Shard{}, err
		}
	}
	index, first, step, size := values[0], values[1], max(1, values[2]), values[3]
	switch at := (index - first) / step; {
	case size < 1:
		return run.Shard{}, badInput("give the number of tasks: --shard auto/n", "--shard auto: %s does not tell how many tasks the array has", s.name)
	case n == 0 && size == 1 && s.first != "":
		return run.Shard{}, badInput("say of how many shares it is one, counted from 0: --shard i/n",
			"--shard auto: the %s array has task %d alone, as where one of several is submitted again; its share is not known", s.name, index)
	case n > 0 && n != size:
		return run.Shard{}, badInput("", "--shard auto/%d: the %s array has %d tasks", n, s.name, size)
	case index < first || at >= size:
		return run.Shard{}, badInput(fmt.Sprintf("number the tasks from 0 to %d", size-1), "%s = %d: outside of %d tasks counted from %d", s.index, index, size, first)
	default:
		return run.Shard{Index: at, Count: size}, nil
	}
}

// shardFromEnvironment is parseShard on this process's environment.
func shardFromEnvironment(text string) (run.Shard, error) { return parseShard(text, os.Getenv) }
