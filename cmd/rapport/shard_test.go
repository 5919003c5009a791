package main

import (
	"strings"
	"testing"

	"rapport/scenarios/run"
)

func TestShardOfFlagAndScheduler(t *testing.T) {
	for name, c := range map[string]struct {
		flag  string
		env   map[string]string
		want  run.Shard
		fault string // part of the message
	}{
		"none":             {flag: "", want: run.Shard{}},
		"first":            {flag: "0/4", want: run.Shard{Index: 0, Count: 4}},
		"last":             {flag: "3/4", want: run.Shard{Index: 3, Count: 4}},
		"counted from one": {flag: "4/4", fault: "counted from 0, so want 0/4 to 3/4"},
		"negative":         {flag: "-1/4", fault: "counted from 0"},
		"no count":         {flag: "3", fault: "want i/n"},
		"no number":        {flag: "a/b", fault: "want i/n"},
		"no shards":        {flag: "0/0", fault: "want i/n"},
		"a variable alone does nothing": {
			env: map[string]string{"SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_TASK_COUNT": "2"}, want: run.Shard{}},
		"Slurm from one": {flag: "auto",
			env:  map[string]string{"SLURM_ARRAY_TASK_ID": "5", "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_COUNT": "5"},
			want: run.Shard{Index: 4, Count: 5}},
		"Slurm in steps": {flag: "auto",
			env: map[string]string{"SLURM_ARRAY_TASK_ID": "14", "SLURM_ARRAY_TASK_MIN": "2", "SLURM_ARRAY_TASK_STEP": "4",
				"SLURM_ARRAY_TASK_COUNT": "4"}, want: run.Shard{Index: 3, Count: 4}},
		"Slurm, one task submitted again": {flag: "auto",
			env:   map[string]string{"SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_MAX": "1", "SLURM_ARRAY_TASK_COUNT": "1"},
			fault: "task 1 alone"},
		"Slurm and another count": {flag: "auto/3",
			env: map[string]string{"SLURM_ARRAY_TASK_ID": "0", "SLURM_ARRAY_TASK_COUNT": "4"}, fault: "the Slurm array has 4 tasks"},
		"AWS Batch": {flag: "auto",
			env:  map[string]string{"AWS_BATCH_JOB_ARRAY_INDEX": "0", "AWS_BATCH_JOB_ARRAY_SIZE": "2"},
			want: run.Shard{Index: 0, Count: 2}},
		"Kubernetes": {flag: "auto/8", env: map[string]string{"JOB_COMPLETION_INDEX": "7"}, want: run.Shard{Index: 7, Count: 8}},
		"Kubernetes without a count": {flag: "auto", env: map[string]string{"JOB_COMPLETION_INDEX": "7"},
			fault: "Kubernetes does not tell how many tasks"},
		"HyperQueue from one": {flag: "auto/8", env: map[string]string{"HQ_TASK_ID": "8"}, fault: "outside of 8 tasks counted from 0"},
		"HyperQueue within Slurm": {flag: "auto/8",
			env:  map[string]string{"HQ_TASK_ID": "2", "SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_TASK_COUNT": "3"},
			want: run.Shard{Index: 2, Count: 8}},
		"nothing to ask": {flag: "auto", fault: "no array job tells its index"},
		"nonsense":       {flag: "auto/2", env: map[string]string{"HQ_TASK_ID": "x"}, fault: "HQ_TASK_ID = x: want a whole number"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parseShard(c.flag, func(name string) string { return c.env[name] })
			switch {
			case c.fault == "" && (err != nil || got != c.want):
				t.Errorf("got %v, %v, want %v", got, err, c.want)
			case c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)):
				t.Errorf("error %v, want %q in it", err, c.fault)
			}
		})
	}
}
