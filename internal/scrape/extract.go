package scrape

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// extractTime is what making text of one page may cost. A page of a filing
// takes a second.
const extractTime = 12 * time.Second

// extractor makes text of pages, a bounded number at once: each may hold a tree
// that is many times the size of its page. The parsers have no ctx; one that
// runs on after its ctx keeps its place until it has ended.
type extractor struct {
	places    *semaphore.Weighted
	running   sync.WaitGroup
	pdfReader []string
}

func newExtractor(places int, pdfReader []string) *extractor {
	return &extractor{places: semaphore.NewWeighted(int64(places)), pdfReader: pdfReader}
}

type extracted struct {
	content content
	kind    string
	err     error
}

// read is the content of r and its kind.
func (x *extractor) read(ctx context.Context, r raw) (content, string, error) {
	if err := x.places.Acquire(ctx, 1); err != nil {
		return content{}, "", context.Cause(ctx)
	}
	done := make(chan extracted, 1)
	bounded, cancel := context.WithTimeoutCause(ctx, extractTime, errTimeout)
	x.running.Go(func() {
		defer x.places.Release(1)
		defer cancel()
		c, kind, err := x.extract(bounded, r)
		done <- extracted{c, kind, err}
	})
	select {
	case e := <-done:
		if e.err != nil && ctx.Err() != nil {
			return content{}, "", context.Cause(ctx)
		}
		return e.content, e.kind, e.err
	case <-bounded.Done():
	}
	if ctx.Err() != nil {
		return content{}, "", context.Cause(ctx)
	}
	select {
	case e := <-done: // it was its own end that ended bounded
		return e.content, e.kind, e.err
	default:
		return content{}, "", wrap(ErrUnsupported, "it takes too long to parse")
	}
}
