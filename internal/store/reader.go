package store

import (
	"encoding/binary"
	"math"
)

// AppendText, and AppendFloat, are how a Leaf writes; a Reader reads what they wrote.
func AppendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// AppendFloat writes all bits of v.
func AppendFloat(b []byte, v float64) []byte {
	return binary.BigEndian.AppendUint64(b, math.Float64bits(v))
}

// Reader reads what a codec wrote. After the first fault all that it gives is empty.
type Reader struct {
	rest   []byte
	failed bool
}

// take is the next n bytes, nil where there are fewer.
func (r *Reader) take(n uint64) []byte {
	if r.failed || n > uint64(len(r.rest)) {
		r.failed = true
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

// Flag is one byte that is 0 or 1.
func (r *Reader) Flag() bool {
	b := r.take(1)
	r.failed = r.failed || b[0] > 1
	return !r.failed && b[0] == 1
}

// Float is what AppendFloat wrote.
func (r *Reader) Float() float64 {
	if b := r.take(8); b != nil {
		return math.Float64frombits(binary.BigEndian.Uint64(b))
	}
	return 0
}

func (r *Reader) int() int64   { return number(r, binary.Varint) }
func (r *Reader) uint() uint64 { return number(r, binary.Uvarint) }

func number[N any](r *Reader, read func([]byte) (N, int)) (none N) {
	v, n := read(r.rest)
	if r.failed || n <= 0 {
		r.failed = true
		return none
	}
	r.rest = r.rest[n:]
	return v
}

// Text is what AppendText wrote.
func (r *Reader) Text() string { return string(r.take(r.uint())) }

// length is that of a list whose elements take at least so many bytes, false for no list.
// One that the rest cannot hold is a fault: memory is taken only for what is there.
func (r *Reader) length(least int) (int, bool) {
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
