package pdf

import (
	"bytes"
	"errors"
	"math"
)

var (
	// ErrPassword is a file that does not open without a password.
	ErrPassword = errors.New("PDF needs a password")
	// ErrBroken is a file in which no page is found.
	ErrBroken = errors.New("PDF cannot be read")
)

// headWithin is how many bytes may stand before a file's first line.
const headWithin = 1024

// Start is where in data a PDF begins, -1 where none does. Servers put a mark, a
// blank line or a warning before it.
func Start(data []byte) int {
	return bytes.Index(data[:min(len(data), headWithin+5)], []byte("%PDF-"))
}

// File is a PDF whose objects are read as they are asked for.
type File struct {
	data          []byte
	trailer       Dict
	places        map[int]place
	objects       map[int]any
	objectStreams map[int]*objectStream
	keys          *keyring
	// searched says that places are what was found in the file, and no longer
	// what the file's own table says.
	searched bool
}

// place is where an object is: at an offset, or in a stream of objects.
type place struct {
	offset int
	stream int // the number of the stream that it is in; 0 for none
	index  int // within the stream
}

// Open reads where the objects of a file are. Its errors are those of the package.
func Open(data []byte) (*File, error) {
	if at := Start(data); at > 0 {
		data = data[at:]
	}
	f := &File{data: data}
	f.forget()
	if !f.readTables() || f.Dict(f.trailer["Root"])["Pages"] == nil && f.trailer["Encrypt"] == nil {
		if err := f.search(); err != nil {
			return nil, err
		}
	} else if err := f.unlock(); err != nil {
		return nil, err
	}
	if len(f.pages(1)) == 0 {
		if err := f.search(); err != nil {
			return nil, err
		}
		if len(f.pages(1)) == 0 {
			return nil, ErrBroken
		}
	}
	return f, nil
}

func (f *File) forget() {
	f.trailer = Dict{}
	f.places, f.objects, f.objectStreams = map[int]place{}, map[int]any{}, map[int]*objectStream{}
}

// unlock prepares the reading of an encrypted file.
func (f *File) unlock() (err error) {
	encrypt := f.trailer["Encrypt"]
	if encrypt == nil || f.keys != nil {
		return nil
	}
	dict := f.Dict(encrypt)
	ids := f.Array(f.trailer["ID"])
	var id String
	if len(ids) > 0 {
		id, _ = f.Get(ids[0]).(String)
	}
	if f.keys, err = newKeyring(f, dict, id); err != nil {
		return err
	}
	// What was read before was not decrypted, and the keys themselves never are.
	f.objects, f.objectStreams = map[int]any{}, map[int]*objectStream{}
	if ref, ok := encrypt.(Ref); ok {
		f.objects[ref.Number] = dict
	}
	return nil
}

// object is the object of a number, nil when there is none. Each is read once.
func (f *File) object(number int) any {
	if v, ok := f.objects[number]; ok {
		return v
	}
	at, ok := f.places[number]
	if !ok {
		return nil
	}
	f.objects[number] = nil // until it is read: it may contain itself
	v, ok := f.load(number, at)
	if !ok && !f.searched {
		if f.search() != nil {
			return nil
		}
		return f.object(number)
	}
	f.objects[number] = v
	return v
}

func (f *File) load(number int, at place) (any, bool) {
	if at.stream > 0 {
		return f.inStream(number, at)
	}
	ref, v, ok := f.parseObject(at.offset)
	if !ok || ref.Number != number {
		return nil, false
	}
	return v, true
}

// parseObject reads "1 0 obj" and its value, decrypted.
func (f *File) parseObject(offset int) (ref Ref, v any, ok bool) {
	if offset < 0 || offset >= len(f.data) {
		return Ref{}, nil, false
	}
	l := &Lexer{data: f.data, at: offset, refs: true}
	number, _ := l.Next()
	generation, _ := l.Next()
	if op, _ := l.Next(); op != Operator("obj") {
		return Ref{}, nil, false
	}
	ref = Ref{whole(number, math.MaxInt32), whole(generation, math.MaxInt32)}
	v, ok = l.Next()
	if _, is := v.(Operator); is || !ok {
		return ref, nil, true // an empty object is null
	}
	if dict, is := v.(Dict); is {
		if op, _ := l.Next(); op == Operator("stream") {
			v = f.stream(l, ref, dict)
		}
	}
	if f.keys != nil {
		v = f.keys.decryptStrings(v, ref)
	}
	return ref, v, true
}

// stream takes the bytes of a stream. Its own length holds only where the stream
// ends there.
func (f *File) stream(l *Lexer, id Ref, dict Dict) *Stream {
	if l.ahead(0) == '\r' {
		l.at++
	}
	if l.ahead(0) == '\n' {
		l.at++
	}
	start := min(l.at, len(f.data))
	s := &Stream{Dict: dict, id: id, bare: dict["Type"] == Name("XRef")}
	if length := whole(f.Get(dict["Length"]), len(f.data)-start); length >= 0 {
		l.at = start + length
		l.skip()
		if bytes.HasPrefix(f.data[l.at:], []byte("endstream")) || bytes.HasPrefix(f.data[l.at:], []byte("endobj")) {
			s.raw = f.data[start : start+length]
			return s
		}
	}
	s.raw = f.data[start:]
	for _, mark := range []string{"endstream", "endobj"} {
		if i := bytes.Index(s.raw, []byte(mark)); i >= 0 {
			s.raw = s.raw[:i]
			break
		}
	}
	s.raw = bytes.TrimSuffix(bytes.TrimSuffix(s.raw, []byte("\n")), []byte("\r"))
	return s
}
