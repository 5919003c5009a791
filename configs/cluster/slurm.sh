#!/bin/bash
# A study on many machines of a Slurm cluster: each task of the array runs one shard.
#
#   sbatch configs/cluster/slurm.sh STUDY FOLDER [flags of rapport run]
#   sbatch --array=0-99 configs/cluster/slurm.sh mine.yaml /scratch/mine --patients 1000000
#
# and, when all tasks are done (or with --dependency=afterok:JOB):
#
#   rapport merge FOLDER/shard-* --out FOLDER/whole
#
# The array may have any number of tasks and begin anywhere; rapport learns from Slurm
# which shard is its own. A task that is stopped, for time or for a more urgent job, ends
# cleanly on SIGTERM and is continued by the same command, or by Slurm where it requeues.
# That is the whole array again: shards that are finished are there at once. An array of
# some of the tasks (--array=3,7) would be taken for one of two shards.
# rapport must be on PATH, or in the variable RAPPORT.
#
#SBATCH --job-name=rapport
#SBATCH --array=0-4
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=1G
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --signal=B:TERM@60
#SBATCH --output=rapport-%A-%a.log
set -euo pipefail
study=${1:?usage: sbatch slurm.sh STUDY FOLDER [flags of rapport run]}
folder=${2:?usage: sbatch slurm.sh STUDY FOLDER [flags of rapport run]}
shift 2
mkdir -p "$folder"
# exec: the signal of Slurm reaches rapport, and its exit code is the task's.
exec "${RAPPORT:-rapport}" run "$study" "$@" --shard auto --resume --quiet \
	--workers "${SLURM_CPUS_PER_TASK:-1}" --out "$folder/shard-$SLURM_ARRAY_TASK_ID"
