package market

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

// packer makes bytes of answers of one type, and answers of bytes.
type packer[V any] struct {
	codec codec
	print []byte
	zones *zones
}

// newPacker is the packer of V. Its error names a field that would be lost.
func newPacker[V any](z *zones) (packer[V], error) {
	f, err := codecOf(reflect.TypeFor[V](), 0)
	if err != nil {
		return packer[V]{}, fmt.Errorf("find codec of %s: %w", reflect.TypeFor[V](), err)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", packing, f.shape))
	return packer[V]{codec: f, print: sum[:printSize], zones: z}, nil
}

// pack is v, loaded at a moment, as bytes.
func (p packer[V]) pack(v *V, loaded time.Time) []byte {
	b := append(make([]byte, 0, 1<<10), p.print...)
	b = append(b, 0, 0, 0, 0)
	b = binary.BigEndian.AppendUint64(b, uint64(loaded.UnixNano()))
	b = p.codec.put(b, reflect.ValueOf(v).Elem())
	binary.BigEndian.PutUint32(b[printSize:], checksum(b))
	return b
}

// unpack is what pack made bytes of. ok is false for bytes that another version wrote or
// that are damaged.
func (p packer[V]) unpack(b []byte) (v *V, loaded time.Time, ok bool) {
	if len(b) < headSize || !bytes.Equal(b[:printSize], p.print) || binary.BigEndian.Uint32(b[printSize:]) != checksum(b) {
		return nil, time.Time{}, false
	}
	loaded = time.Unix(0, int64(binary.BigEndian.Uint64(b[printSize+4:])))
	r := packReader{rest: b[headSize:], zones: p.zones}
	v = new(V)
	p.codec.get(&r, reflect.ValueOf(v).Elem())
	return v, loaded, !r.failed && len(r.rest) == 0
}

// checksum is of all behind the place where it stands.
func checksum(b []byte) uint32 {
	return crc32.Checksum(b[printSize+4:], crc32.MakeTable(crc32.Castagnoli))
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// packReader reads what a codec wrote. After the first fault all that it gives is empty.
type packReader struct {
	rest   []byte
	failed bool
	zones  *zones
}

// take is the next n bytes, nil where there are fewer.
func (r *packReader) take(n uint64) []byte {
	if r.failed || n > uint64(len(r.rest)) {
		r.failed = true
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *packReader) flag() bool {
	b := r.take(1)
	r.failed = r.failed || b[0] > 1
	return !r.failed && b[0] == 1
}

func (r *packReader) uint64() uint64 {
	if b := r.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (r *packReader) int() int64   { return number(r, binary.Varint) }
func (r *packReader) uint() uint64 { return number(r, binary.Uvarint) }

func number[N any](r *packReader, read func([]byte) (N, int)) (none N) {
	v, n := read(r.rest)
	if r.failed || n <= 0 {
		r.failed = true
		return none
	}
	r.rest = r.rest[n:]
	return v
}

func (r *packReader) text() string { return string(r.take(r.uint())) }

// length is that of a list whose elements take at least so many bytes, false for no list.
// One that the rest cannot hold is a fault: memory is taken only for what is there.
func (r *packReader) length(least int) (int, bool) {
	n := r.uint()
	if n == 0 || r.failed {
		return 0, false
	}
	if n--; n > uint64(len(r.rest)/max(1, least)) {
		r.failed = true
		return 0, false
	}
	return int(n), true
}
