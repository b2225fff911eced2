package extract

import "errors"

// The faults of making text of what a site sent. Their texts may be shown to a
// client and to a model.
var (
	// ErrUnsupported is what is neither HTML, text, PDF, feed nor JSON, or cannot
	// be decoded.
	ErrUnsupported = errors.New("content is of a kind that cannot be read as text")
	// ErrTooLarge is what can be read only whole and was cut.
	ErrTooLarge = errors.New("page is too large")
)

// fault is a sentinel with what it was about.
type fault struct {
	sentinel error
	detail   string
}

func unsupported(detail string) error { return &fault{ErrUnsupported, detail} }
func tooLarge(detail string) error    { return &fault{ErrTooLarge, detail} }

func (f *fault) Error() string { return f.sentinel.Error() + ": " + f.detail }
func (f *fault) Unwrap() error { return f.sentinel }
