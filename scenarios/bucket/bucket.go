// Package bucket keeps runs in object storage that speaks S3, in the layout that
// they have in a folder. A run is made in a local folder first and then
// published: every object is checked by the server against a digest, and the
// manifest is written last, so that half a run never looks whole.
//
// Credentials come from the client's standard chain alone: the variables
// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, the files of
// the AWS command line (AWS_PROFILE chooses among them), and the identity that a
// machine or container of the provider has. They are never printed. The region
// is that of AWS_REGION or AWS_DEFAULT_REGION, and the server that of
// AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL; without them, Amazon's.
package bucket

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

const scheme = "s3://"

// amazon is the server where none is named.
const amazon = "https://s3.amazonaws.com"

// identityTimeout bounds the question whether the machine has an identity.
const identityTimeout = 5 * time.Second

// maxManifest bounds the manifest that is read from a bucket, in bytes.
const maxManifest = 256 << 20

var (
	bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	keyElement = regexp.MustCompile(`^[A-Za-z0-9!_.*'()=+@,-]+$`)
)

// Is reports whether a run is to go into a bucket rather than into a folder.
func Is(out string) bool { return strings.HasPrefix(out, scheme) }

// Place is where a run lies in a bucket.
type Place struct {
	client         *minio.Client
	bucket, prefix string
}

// Open reads an address s3://BUCKET/PREFIX. It contacts no server. An error never
// repeats what could be a secret.
func Open(address string) (*Place, error) {
	bucket, prefix, _ := strings.Cut(strings.TrimPrefix(address, scheme), "/")
	if strings.Contains(bucket, "@") || strings.Contains(bucket, ":") {
		return nil, errors.New("an address s3://BUCKET/PREFIX holds no credentials; they come from the environment or the files of the AWS command line")
	}
	if !Is(address) || !bucketName.MatchString(bucket) {
		return nil, fmt.Errorf("%q: want s3://BUCKET/PREFIX", address)
	}
	prefix = strings.Trim(prefix, "/")
	for element := range strings.SplitSeq(prefix, "/") {
		if prefix != "" && (!keyElement.MatchString(element) || element == "." || element == "..") {
			return nil, fmt.Errorf("%q: want a prefix of plain names with / between them", address)
		}
	}
	client, err := connect()
	if err != nil {
		return nil, err
	}
	return &Place{client, bucket, prefix}, nil
}

func connect() (*minio.Client, error) {
	endpoint := cmp.Or(os.Getenv("AWS_ENDPOINT_URL_S3"), os.Getenv("AWS_ENDPOINT_URL"), amazon)
	server, err := url.Parse(endpoint)
	if err != nil || server.Host == "" || server.User != nil || (server.Scheme != "https" && server.Scheme != "http") {
		return nil, errors.New("AWS_ENDPOINT_URL: want http:// or https://, and a host")
	}
	return minio.New(server.Host, &minio.Options{
		Secure: server.Scheme == "https",
		Region: cmp.Or(os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION")),
		Creds: credentials.NewChainCredentials([]credentials.Provider{
			&credentials.EnvAWS{},
			&credentials.FileAWSCredentials{},
			&credentials.IAM{Client: &http.Client{Timeout: identityTimeout}},
		}),
	})
}

// String is the address.
func (p *Place) String() string { return strings.TrimSuffix(scheme+path.Join(p.bucket, p.prefix), "/") }

// maxReadable bounds the part of a folder's name that tells the address.
const maxReadable = 80

// Name is the name of a folder for runs on their way to this place, and to no other:
// it holds a digest of the server, the bucket and the prefix.
func (p *Place) Name() string {
	address := path.Join(p.bucket, p.prefix)
	readable := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' || r == '_' {
			return r
		}
		return '-'
	}, address)
	sum := sha256.Sum256([]byte(p.client.EndpointURL().String() + "\n" + address))
	return fmt.Sprintf("%s-%x", readable[:min(len(readable), maxReadable)], sum[:4])
}

// key is an object's name; name is the path in the run, with slashes.
func (p *Place) key(name string) string { return path.Join(p.prefix, name) }

// explain words a server's error.
func (p *Place) explain(what string, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	if answer := minio.ToErrorResponse(err); answer.Code != "" && answer.Message != "" {
		return fmt.Errorf("%s %v: %s (%s)", what, p, strings.TrimSuffix(answer.Message, "."), answer.Code)
	}
	return fmt.Errorf("%s %v: %w", what, p, err)
}

func absent(err error) bool {
	return minio.ToErrorResponse(err).StatusCode == http.StatusNotFound && minio.ToErrorResponse(err).Code != "NoSuchBucket"
}
