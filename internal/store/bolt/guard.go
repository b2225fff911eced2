package bolt

import (
	"errors"
	"fmt"
	"runtime/debug"
)

// guarded runs do, which reads the file by its mapped memory. Where a page is not what
// it should be the library panics, and behind the end of a file that was cut there is
// a fault of the processor: both are an error.
func guarded(do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w (panic: %v)", ErrDamaged, p)
		}
	}()
	return do()
}

// guarded is guarded, for as long as the file is whole: after the first damage nothing
// is asked of it any more.
func (s *Store) guarded(do func() error) error {
	if s.damaged.Load() {
		return ErrDamaged
	}
	err := guarded(do)
	if errors.Is(err, ErrDamaged) {
		s.damaged.Store(true)
	}
	return err
}
