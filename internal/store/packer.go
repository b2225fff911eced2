package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"reflect"
	"time"
)

// packing is the version of the bytes below: it changes where they mean something else
// although the types have stayed the same.
const packing = 1

// A packed answer: a print of its type and of packing, a checksum of all after it, when
// it was loaded, and the answer. What has another print was written by another version
// and is none.
const (
	printSize = 8
	headSize  = printSize + 4 + 8
)

// Packer makes bytes of values of one type, and values of bytes. It is safe for
// concurrent use.
type Packer struct {
	of    reflect.Type
	codec codec
	print []byte
}

// NewPacker is the packer of a type, with the leaves that are in it. Its error names a
// field that would be lost.
func NewPacker(of reflect.Type, in ...Leaf) (Packer, error) {
	c, err := leaves(in).codecOf(of, 0)
	if err != nil {
		return Packer{}, fmt.Errorf("find codec of %s: %w", of, err)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", packing, c.shape))
	return Packer{of, c, sum[:printSize]}, nil
}

// Pack is what v points to, loaded at a moment, as bytes.
func (p Packer) Pack(v any, loaded time.Time) []byte {
	b := append(make([]byte, 0, 1<<10), p.print...)
	b = append(b, 0, 0, 0, 0)
	b = binary.BigEndian.AppendUint64(b, uint64(loaded.UnixNano()))
	b = p.codec.put(b, reflect.ValueOf(v).Elem())
	binary.BigEndian.PutUint32(b[printSize:], checksum(b))
	return b
}

// Unpack is a pointer to what Pack made bytes of. ok is false for bytes that another
// version wrote or that are damaged.
func (p Packer) Unpack(b []byte) (v any, loaded time.Time, ok bool) {
	if len(b) < headSize || !bytes.Equal(b[:printSize], p.print) || binary.BigEndian.Uint32(b[printSize:]) != checksum(b) {
		return nil, time.Time{}, false
	}
	loaded = time.Unix(0, int64(binary.BigEndian.Uint64(b[printSize+4:])))
	r, into := Reader{rest: b[headSize:]}, reflect.New(p.of)
	p.codec.get(&r, into.Elem())
	return into.Interface(), loaded, !r.failed && len(r.rest) == 0
}

// checksum is of all behind the place where it stands.
func checksum(b []byte) uint32 {
	return crc32.Checksum(b[printSize+4:], crc32.MakeTable(crc32.Castagnoli))
}
