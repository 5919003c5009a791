// Package run carries out a study in parallel and keeps it on disk: blocks of
// courses by workers, parts of tables, the manifest. It resumes, extends, merges
// and verifies runs. The same study gives the same bytes with any number of
// workers, shards and interruptions.
package run
