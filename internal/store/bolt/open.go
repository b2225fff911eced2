package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// open opens the file, for reading alone or for one process.
func (o Options) open(name string, readOnly bool) (*bbolt.DB, error) {
	db, err := bbolt.Open(name, 0o600, &bbolt.Options{
		Timeout: o.LockTimeout, FreelistType: bbolt.FreelistMapType, MaxSize: int(o.FileBytes), NoStatistics: true, ReadOnly: readOnly,
	})
	_, system := errors.AsType[*fs.PathError](err)
	switch {
	case err == nil:
		return db, nil
	case system, errors.Is(err, bolterrors.ErrMaxSizeReached):
		return nil, err
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, ErrInUse
	}
	return nil, fmt.Errorf("%w (%w)", ErrDamaged, err)
}

// examine looks at a file that is there, while nobody can write to it.
func (o Options) examine(name string) error {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil // it is made anew
	}
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("it is not a file")
	}
	return guarded(func() (err error) {
		locked, err := o.open(name, true)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, locked.Close()) }()
		return examineFile(name, locked.Info().PageSize)
	})
}

// examineFile looks at all that the head of the file leads to. A head is in each of its
// first two pages: the newer one that is whole counts.
func examineFile(name string, page int) (err error) {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	var newest meta
	for _, at := range []int64{0, int64(page)} {
		if m, ok := readMeta(file, at); ok && (newest.pages == 0 || m.transaction > newest.transaction) {
			newest = m
		}
	}
	return check(file, info.Size(), newest)
}
