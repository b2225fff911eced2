package bolt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
)

// A bucket is two: values by their key, each behind its end and its number, and keys by
// that number, which grows with each write: the first is the oldest.
const (
	valuesName = "values"
	orderName  = "order"
	headSize   = 16
)

// size is what a bucket holds.
type size struct {
	entries int
	bytes   int64
}

func (z size) with(key, stored []byte, sign int) size {
	return size{z.entries + sign, z.bytes + int64(sign)*sizeOf(key, len(stored))}
}

// sizeOf is what a value of so many bytes takes: its key stands there twice.
func sizeOf(key []byte, stored int) int64 { return int64(2*len(key) + stored + 8) }

// find is the value of key, copied out of the file.
func find(tx *bbolt.Tx, bucket, key string, now time.Time) []byte {
	b := tx.Bucket([]byte(bucket))
	if b == nil {
		return nil
	}
	stored := b.Bucket([]byte(valuesName)).Get([]byte(key))
	if len(stored) < headSize || over(stored, now) {
		return nil
	}
	return append(make([]byte, 0, len(stored)-headSize), stored[headSize:]...)
}

// over reports whether a stored value has expired.
func over(stored []byte, now time.Time) bool {
	return int64(binary.BigEndian.Uint64(stored)) <= now.UnixNano()
}

// write puts one value, and drops the oldest of its bucket while they are over or too
// many.
func (s *Store) write(tx *bbolt.Tx, p *put, sizes map[string]size) error {
	b, err := tx.CreateBucketIfNotExists([]byte(p.bucket))
	if err != nil {
		return fmt.Errorf("make bucket: %w", err)
	}
	values, err := b.CreateBucketIfNotExists([]byte(valuesName))
	if err != nil {
		return fmt.Errorf("make bucket: %w", err)
	}
	order, err := b.CreateBucketIfNotExists([]byte(orderName))
	if err != nil {
		return fmt.Errorf("make bucket: %w", err)
	}
	key, z := []byte(p.key), sizes[p.bucket]
	if old := values.Get(key); len(old) >= headSize {
		z = z.with(key, old, -1)
		if err := order.Delete(bytes.Clone(old[8:headSize])); err != nil {
			return fmt.Errorf("drop older value: %w", err)
		}
	}
	number, err := b.NextSequence()
	if err != nil {
		return fmt.Errorf("number value: %w", err)
	}
	stored := make([]byte, headSize, headSize+len(p.value))
	binary.BigEndian.PutUint64(stored, uint64(p.until.UnixNano()))
	binary.BigEndian.PutUint64(stored[8:], number)
	stored = append(stored, p.value...)
	if err := values.Put(key, stored); err != nil {
		return fmt.Errorf("put value: %w", err)
	}
	if err := order.Put(stored[8:headSize], key); err != nil {
		return fmt.Errorf("put key: %w", err)
	}
	sizes[p.bucket], err = s.trim(values, order, z.with(key, stored, 1))
	return err
}

// trim drops the oldest values while they are over, or the bucket holds more than it
// may.
func (s *Store) trim(values, order *bbolt.Bucket, z size) (size, error) {
	now := s.opts.Now()
	for {
		number, key := order.Cursor().First()
		if number == nil {
			return z, nil
		}
		stored := values.Get(key)
		if len(stored) >= headSize && !over(stored, now) && z.entries <= s.opts.Entries && z.bytes <= s.opts.Bytes {
			return z, nil
		}
		z = z.with(key, stored, -1)
		if err := drop(values, order, key, number); err != nil {
			return z, err
		}
	}
}

func drop(values, order *bbolt.Bucket, key, number []byte) error {
	key, number = bytes.Clone(key), bytes.Clone(number) // they lie in the page that changes
	if err := values.Delete(key); err != nil {
		return fmt.Errorf("drop value: %w", err)
	}
	if err := order.Delete(number); err != nil {
		return fmt.Errorf("drop key: %w", err)
	}
	return nil
}

// expired is a value that is over.
type expired struct {
	bucket      string
	key, number []byte
}

// survey reads all there is, and knows the sizes then. A page that cannot be read is
// found here, and not by an answer.
func (s *Store) survey() (dead []expired, err error) {
	now := s.opts.Now()
	err = s.guarded(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
				if b == nil || b.Bucket([]byte(valuesName)) == nil || b.Bucket([]byte(orderName)) == nil {
					return fmt.Errorf("%w (a bucket is not whole)", ErrDamaged)
				}
				values, z := b.Bucket([]byte(valuesName)), size{}
				err := b.Bucket([]byte(orderName)).ForEach(func(number, key []byte) error {
					stored := values.Get(key)
					if len(stored) < headSize || !bytes.Equal(stored[8:headSize], number) {
						return fmt.Errorf("%w (a key without its value)", ErrDamaged)
					}
					z = z.with(key, stored, 1)
					if over(stored, now) {
						dead = append(dead, expired{string(name), bytes.Clone(key), bytes.Clone(number)})
					}
					return nil
				})
				s.sizes[string(name)] = z
				return err
			})
		})
	})
	return dead, err
}

// bury drops what is over, and of each bucket what is more than it may hold.
func (s *Store) bury(dead []expired) error {
	return s.guarded(func() error {
		return s.db.Update(func(tx *bbolt.Tx) error {
			for _, one := range dead {
				b := tx.Bucket([]byte(one.bucket))
				values, order := b.Bucket([]byte(valuesName)), b.Bucket([]byte(orderName))
				s.sizes[one.bucket] = s.sizes[one.bucket].with(one.key, values.Get(one.key), -1)
				if err := drop(values, order, one.key, one.number); err != nil {
					return err
				}
			}
			for name, z := range s.sizes {
				b := tx.Bucket([]byte(name))
				z, err := s.trim(b.Bucket([]byte(valuesName)), b.Bucket([]byte(orderName)), z)
				if err != nil {
					return err
				}
				s.sizes[name] = z
			}
			return nil
		})
	})
}
