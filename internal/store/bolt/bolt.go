// Package bolt keeps bytes in one file on this machine's disk, which one process has
// open at a time. It is safe for concurrent use.
//
// The file is bounded: values expire, and of each bucket the oldest go when it holds
// too many or too large ones. Writes that wait for the disk at the same time share one
// transaction. The file survives the death of the process at any moment; what damages
// it otherwise is found where it is read, and is an error and never the end of the
// process.
package bolt

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
)

// FileName is that of the file in its folder.
const FileName = "quotewire.db"

var (
	// ErrInUse is a file that another process has open.
	ErrInUse = errors.New("the file is in use by another process: end it, or give each its own folder")
	// ErrDamaged is a file that cannot be read.
	ErrDamaged = errors.New("the file is damaged: put a copy in its place, or remove it and begin with an empty one")
)

// Options say where a Store is and how large it may grow.
type Options struct {
	// Folder is made where there is none, for its owner alone.
	Folder string
	// Entries and Bytes bound each bucket: 5,000 and 32 MiB. The oldest values go first.
	Entries int
	Bytes   int64
	// FileBytes bounds the file, which never shrinks: 1 GiB.
	FileBytes int64
	// LockTimeout is how long another process may take to let go of the file: 2 seconds.
	LockTimeout time.Duration
	// Now is the clock by which values expire: time.Now.
	Now func() time.Time
}

func (o Options) withDefaults() Options {
	o.Entries = cmp.Or(o.Entries, 5000)
	o.Bytes = cmp.Or(o.Bytes, 32<<20)
	o.FileBytes = cmp.Or(o.FileBytes, 1<<30)
	o.LockTimeout = cmp.Or(o.LockTimeout, 2*time.Second)
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// validate names each field that is wrong.
func (o Options) validate() error {
	var faults []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf("bolt: Options."+format, args...))
		}
	}
	check(o.Folder != "", "Folder must not be empty")
	check(o.Entries > 0, "Entries must not be negative, is %d", o.Entries)
	check(o.Bytes > 0, "Bytes must not be negative, is %d", o.Bytes)
	check(o.FileBytes > 0 && o.FileBytes <= math.MaxInt, "FileBytes must not be negative, is %d", o.FileBytes)
	check(o.LockTimeout > 0, "LockTimeout must not be negative, is %v", o.LockTimeout)
	return errors.Join(faults...)
}

// Store is one open file.
type Store struct {
	opts Options
	db   *bbolt.DB
	turn chan struct{} // held by the one who writes
	// damaged says that the file was found to be: it is left alone from then on.
	damaged atomic.Bool

	mu      sync.Mutex
	waiting []*put
	sizes   map[string]size // by bucket; whoever has the turn changes them
}

// Open opens the file in o.Folder, makes it where there is none, and drops what
// expired. Its error is one of the file system, or wraps ErrInUse or ErrDamaged.
func Open(o Options) (*Store, error) {
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(o.Folder, 0o700); err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	s := &Store{opts: o, turn: make(chan struct{}, 1), sizes: map[string]size{}}
	name := filepath.Join(o.Folder, FileName)
	if err := o.examine(name); err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	if err := guarded(func() (err error) {
		s.db, err = o.open(name, false)
		return err
	}); err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	dead, err := s.survey()
	if err == nil {
		err = s.bury(dead)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, errors.Join(err, s.Close()))
	}
	return s, nil
}

// Get is what was put under key in bucket, nil for nothing and for what is over.
func (s *Store) Get(ctx context.Context, bucket, key string) (value []byte, err error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	err = s.guarded(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			value = find(tx, bucket, key, s.opts.Now())
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read value: %w", err)
	}
	return value, nil
}

// Close lets go of the file when what reads and writes has ended. What is asked of the
// Store after it is an error. It may be called more than once. A damaged file stays
// open: what the library holds of it may be waited for by nobody.
func (s *Store) Close() error {
	if s.damaged.Load() {
		return nil
	}
	if err := s.guarded(s.db.Close); err != nil {
		return fmt.Errorf("close file: %w", err)
	}
	return nil
}
