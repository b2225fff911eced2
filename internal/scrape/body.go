package scrape

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
)

const (
	// maxDeclared is the length at which a body is not even begun.
	maxDeclared = 64 << 20
	// maxRatio is how far text compresses that somebody wrote. A bomb reaches a
	// thousand; below ratioFrom bytes it does no harm.
	maxRatio  = 100
	ratioFrom = 1 << 20
)

// smallBody is how long a body may be, in bytes, that needs no place of its own.
const smallBody = 1 << 20

// readBody is the decompressed body of resp up to limit bytes, and whether it
// went on. It takes no encoding but those we asked for. Before it reads more than
// smallBody it asks large.
func readBody(resp *http.Response, limit int64, large func() error) (body []byte, cut bool, err error) {
	if resp.ContentLength > max(maxDeclared, limit) {
		return nil, false, wrap(ErrTooLarge, "it says that it has more than 64 MiB")
	}
	var wire int64 // bytes that came
	plain := counted(resp.Body, func(n int) { wire += int64(n) })
	switch strings.ToLower(strings.TrimSpace(resp.Header.Get("Content-Encoding"))) {
	case "", "identity":
	case "gzip", "x-gzip":
		plain, err = gzip.NewReader(plain)
		if errors.Is(err, io.EOF) {
			return nil, false, nil // an empty body need not be compressed
		}
		if err != nil {
			return nil, false, bodyFault(err)
		}
	default:
		return nil, false, wrap(ErrUnsupported, "it is compressed in a way that was not asked for")
	}
	var buf bytes.Buffer
	asked := false
	for int64(buf.Len()) <= limit {
		if !asked && buf.Len() >= smallBody {
			if err := large(); err != nil {
				return nil, false, err
			}
			asked = true
			buf.Grow(int(min(limit, max(resp.ContentLength, 2*smallBody))))
		}
		n, err := io.CopyN(&buf, plain, min(64<<10, limit+1-int64(buf.Len())))
		if err != nil && err != io.EOF {
			return nil, false, bodyFault(err)
		}
		if n == 0 || err == io.EOF {
			break
		}
		if int64(buf.Len()) > max(ratioFrom, maxRatio*wire) {
			return nil, false, wrap(ErrTooLarge, "it was compressed to do harm")
		}
	}
	if cut = int64(buf.Len()) > limit; cut {
		buf.Truncate(int(limit))
	}
	return buf.Bytes(), cut, nil
}

// bodyFault leaves the faults of the connection and of ctx as they are.
func bodyFault(err error) error {
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) {
		return wrap(ErrUnsupported, "it is not compressed as it says")
	}
	return err
}

// counted is r, of whose bytes add is told as they are read.
func counted(r io.Reader, add func(n int)) io.Reader {
	return readerFunc(func(b []byte) (int, error) {
		n, err := r.Read(b)
		add(n)
		return n, err
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }
