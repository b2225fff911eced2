package bolt

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
)

// The library trusts what the pages of a file say of themselves: a length that lies
// can make it take all memory, and pages that lead in a circle keep it for ever. So
// before it sees a file all pages that can be reached are looked at: their kind, that
// they and what they hold lie in the file, and that each is reached once. What stands
// in the values is not looked at.

// How the file is laid out, in bytes.
const (
	pageHead    = 16 // id 8, kind 2, count 2, pages more than one 4
	elementSize = 16
	bucketSize  = 16 // root 8, sequence 8

	branchPage = 0x01
	leafPage   = 0x02
	freePage   = 0x10
	noPage     = ^uint64(0)
	// deepest is how many pages lead from a root to a value at most.
	deepest = 64
)

// layout is a file that is looked at.
type layout struct {
	file  io.ReaderAt
	page  uint64 // size of a page
	pages uint64 // in use
	seen  map[uint64]bool
}

// meta is the part of a head of the file that is needed here.
type meta struct{ page, root, free, pages, transaction uint64 }

// readMeta is the head in the page at a place, false for one that is not whole.
func readMeta(file io.ReaderAt, at int64) (meta, bool) {
	var b [pageHead + 64]byte
	if _, err := file.ReadAt(b[:], at); err != nil {
		return meta{}, false
	}
	head := b[pageHead:]
	sum := fnv.New64a()
	_, _ = sum.Write(head[:56]) // a hash takes all bytes
	word := func(at int) uint64 { return binary.NativeEndian.Uint64(head[at:]) }
	return meta{uint64(binary.NativeEndian.Uint32(head[8:])), word(16), word(32), word(40), word(48)}, sum.Sum64() == word(56)
}

// check looks at a file of so many bytes, as it is for one head of it.
func check(file io.ReaderAt, size int64, m meta) error {
	l := &layout{file: file, page: m.page, pages: m.pages, seen: map[uint64]bool{0: true, 1: true}}
	if m.page < 512 || m.page > 1<<20 || m.pages < 3 || m.pages > uint64(size)/m.page {
		return fmt.Errorf("%w (it is shorter than it says)", ErrDamaged)
	}
	if m.free != noPage {
		if err := l.checkFree(m.free); err != nil {
			return err
		}
	}
	return l.checkTree(m.root, 0)
}

// read is page id: its kind and count, and the bytes of all its pages.
func (l *layout) read(id uint64) (kind, count uint16, b []byte, err error) {
	if id >= l.pages {
		return 0, 0, nil, fmt.Errorf("%w (a page lies behind its end)", ErrDamaged)
	}
	head := make([]byte, pageHead)
	if _, err := l.file.ReadAt(head, int64(id*l.page)); err != nil {
		return 0, 0, nil, fmt.Errorf("%w (a page cannot be read: %w)", ErrDamaged, err)
	}
	more := uint64(binary.NativeEndian.Uint32(head[12:]))
	if binary.NativeEndian.Uint64(head) != id || id+more >= l.pages {
		return 0, 0, nil, fmt.Errorf("%w (a page is not the one it should be)", ErrDamaged)
	}
	for i := range more + 1 {
		if err := l.once(id + i); err != nil {
			return 0, 0, nil, err
		}
	}
	b = make([]byte, (more+1)*l.page)
	if _, err := l.file.ReadAt(b, int64(id*l.page)); err != nil {
		return 0, 0, nil, fmt.Errorf("%w (a page cannot be read: %w)", ErrDamaged, err)
	}
	return binary.NativeEndian.Uint16(head[8:]), binary.NativeEndian.Uint16(head[10:]), b, nil
}

// once is an error where page id was met before.
func (l *layout) once(id uint64) error {
	if l.seen[id] {
		return fmt.Errorf("%w (a page is there twice)", ErrDamaged)
	}
	l.seen[id] = true
	return nil
}

// checkFree looks at the list of free pages: none of them may be met again.
func (l *layout) checkFree(id uint64) error {
	kind, short, b, err := l.read(id)
	if err != nil {
		return err
	}
	count, ids := uint64(short), b[pageHead:]
	if short == 0xffff {
		count, ids = binary.NativeEndian.Uint64(ids), ids[8:]
	}
	if kind != freePage || count > uint64(len(ids)/8) {
		return fmt.Errorf("%w (its list of free pages is none)", ErrDamaged)
	}
	for i := range count {
		if id := binary.NativeEndian.Uint64(ids[8*i:]); id >= l.pages {
			return fmt.Errorf("%w (a free page lies behind its end)", ErrDamaged)
		} else if err := l.once(id); err != nil {
			return err
		}
	}
	return nil
}

// checkTree looks at page id and all that it leads to.
func (l *layout) checkTree(id uint64, depth int) error {
	kind, count, b, err := l.read(id)
	if err != nil {
		return err
	}
	return l.checkPage(kind, count, b, depth)
}

func (l *layout) checkPage(kind, count uint16, b []byte, depth int) error {
	if kind != branchPage && kind != leafPage || depth > deepest || kind == branchPage && count == 0 || pageHead+int(count)*elementSize > len(b) {
		return fmt.Errorf("%w (a page has a kind that it cannot have)", ErrDamaged)
	}
	for i := range int(count) {
		at := pageHead + i*elementSize
		word := func(n int) uint64 { return uint64(binary.NativeEndian.Uint32(b[at+4*n:])) }
		if kind == branchPage {
			if word(0)+word(1) > uint64(len(b)-at) {
				return fmt.Errorf("%w (a key lies outside of its page)", ErrDamaged)
			}
			if err := l.checkTree(binary.NativeEndian.Uint64(b[at+8:]), depth+1); err != nil {
				return err
			}
			continue
		}
		start, end := word(1)+word(2), word(1)+word(2)+word(3)
		if end > uint64(len(b)-at) || word(0) > 1 {
			return fmt.Errorf("%w (a value lies outside of its page)", ErrDamaged)
		}
		if word(0) == 1 {
			if err := l.checkBucket(b[uint64(at)+start:uint64(at)+end], depth); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkBucket looks at a bucket that lies in a value: its root, or the page that follows
// where it is small.
func (l *layout) checkBucket(b []byte, depth int) error {
	if len(b) < bucketSize {
		return fmt.Errorf("%w (a bucket is cut)", ErrDamaged)
	}
	if root := binary.NativeEndian.Uint64(b); root != 0 {
		return l.checkTree(root, depth+1)
	}
	inline := b[bucketSize:]
	if len(inline) < pageHead {
		return fmt.Errorf("%w (a bucket is cut)", ErrDamaged)
	}
	kind, count := binary.NativeEndian.Uint16(inline[8:]), binary.NativeEndian.Uint16(inline[10:])
	if kind != leafPage {
		return fmt.Errorf("%w (a bucket has a kind that it cannot have)", ErrDamaged)
	}
	return l.checkPage(kind, count, inline, depth+1)
}
