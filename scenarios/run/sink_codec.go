package run

import (
	parquetzstd "github.com/parquet-go/parquet-go/compress/zstd"

	"github.com/klauspost/compress/zstd"
)

// pageCodec compresses pages with parquet-go's settings for zstd, and to the
// same bytes, in a tenth of the memory: parquet-go's own codec reserves a window
// of 8 MB for each encoder, though no page of ours is near that, and forgets its
// encoders at every garbage collection.
type pageCodec struct {
	parquetzstd.Codec
	idle chan *zstd.Encoder
}

const (
	windowBytes  = 4 * pageBytes // above any page, so that the window cuts nothing off
	idleEncoders = 64            // more are made where more compress at once, and then forgotten
)

func newPageCodec() *pageCodec {
	return &pageCodec{
		Codec: parquetzstd.Codec{Level: parquetzstd.SpeedFastest},
		idle:  make(chan *zstd.Encoder, idleEncoders),
	}
}

// Encode appends nothing: it replaces what dst holds.
func (c *pageCodec) Encode(dst, src []byte) ([]byte, error) {
	e, err := c.encoder()
	if err != nil {
		return nil, err
	}
	dst = e.EncodeAll(src, dst[:0])
	select {
	case c.idle <- e:
	default:
	}
	return dst, nil
}

func (c *pageCodec) encoder() (*zstd.Encoder, error) {
	select {
	case e := <-c.idle:
		return e, nil
	default:
		return zstd.NewWriter(nil,
			zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(c.Level), zstd.WithWindowSize(windowBytes),
			zstd.WithLowerEncoderMem(true), zstd.WithZeroFrames(true), zstd.WithEncoderCRC(false))
	}
}
