package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"rapport/scenarios/bucket"
	"rapport/scenarios/run"
	"rapport/scenarios/study"
)

const bucketHelp = `With --out s3://BUCKET/PREFIX the run goes to object storage. It is made in the
folder runs first and then published, its manifest last. Credentials, region and
server are those of the AWS command line (AWS_PROFILE, AWS_REGION,
AWS_ENDPOINT_URL and so on).`

// remoteRun is a run that goes into a bucket, by way of a local folder. It is nil
// for a run that stays in a folder.
type remoteRun struct {
	place    *bucket.Place
	local    string
	replaced *run.Manifest // the run that is there, to be replaced or mended
	whole    bool          // nothing is left to do
}

func (to *remoteRun) done() bool { return to != nil && to.whole }

// remote prepares a run into a bucket, before anything is simulated, and points
// the options to the local folder.
func (r *runCommand) remote(ctx context.Context, study *study.Study, o *run.Options) (*remoteRun, error) {
	if !bucket.Is(o.Dir) {
		return nil, nil
	}
	place, err := bucket.Open(o.Dir)
	if err != nil {
		return nil, badInput("", "--out: %w", err)
	}
	there, err := place.Manifest(ctx)
	var damaged *run.DamagedManifest
	if errors.As(err, &damaged) {
		return nil, badInput("remove that object, and the same command publishes the run again", "%w", err)
	}
	if err != nil {
		return nil, err
	}
	to := &remoteRun{place: place, local: filepath.Join("runs", "to-"+place.Name()), replaced: there}
	o.Dir = to.local
	const instead = "choose another place with --out, or replace the run with --force"
	switch {
	case o.Overwrite:
		return to, nil
	case there == nil:
		return to, to.waiting(*o)
	}
	if err := sameStudy(study, there, o.Shard); err != nil {
		return nil, badInput(instead, "%v holds another run already: %w", place, err)
	}
	if to.whole, err = place.Holds(ctx, there); err != nil {
		return nil, err
	}
	switch {
	case to.whole && o.Resume:
		err = place.Settle(ctx, there)
		to.clear()
	case !to.whole && !o.Resume:
		return nil, badInput("the same command with --resume mends it", "%v holds this run, but not as it was written", place)
	}
	return to, err
}

// waiting refuses to begin where a run on its way to the place lies in the local
// folder.
func (to *remoteRun) waiting(o run.Options) error {
	if _, err := os.Lstat(to.local); err != nil || o.Resume {
		return nil
	}
	return badInput("the same command with --resume goes on with it; with --force it begins again",
		"a run on its way to %v lies in %s", to.place, to.local)
}

// sameStudy says why the run of a manifest is another than that of the study.
func sameStudy(study *study.Study, m *run.Manifest, shard run.Shard) error {
	resolved, err := study.Resolved()
	switch {
	case err != nil:
		return err
	case m.Version != run.EngineVersion:
		return fmt.Errorf("it was written by version %s, this is version %s", m.Version, run.EngineVersion)
	case m.Study != string(resolved):
		return errors.New("it belongs to another study, or to the same one with other settings")
	case m.Shard != shard:
		return fmt.Errorf("it is %v, not %v", m.Shard, shard)
	}
	return nil
}

// publish writes the finished run into the bucket.
func (to *remoteRun) publish(ctx context.Context, f *finished) error {
	err := to.place.Publish(ctx, to.local, to.replaced)
	if err == nil {
		f.address = to.place.String()
		return nil
	}
	if by := context.Cause(ctx); by != nil {
		err = by
	}
	return &failure{code: codeOf(err), err: fmt.Errorf("publish the run: %w", err),
		hint: fmt.Sprintf("it is whole in %s: the same command with --resume publishes what is missing", to.local)}
}

// clear removes the local folder of a run that has been published. What cannot
// be removed stays.
func (to *remoteRun) clear() {
	if _, err := os.Lstat(to.local); err == nil {
		_ = run.Remove(to.local)
	}
}
