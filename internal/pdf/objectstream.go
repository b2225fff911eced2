package pdf

import "slices"

// objectStream is a stream of objects: where in its data the object of a number begins.
type objectStream struct {
	data    []byte
	numbers []int
	offsets []int
}

// inStream reads an object out of the stream that it is in.
func (f *File) inStream(number int, at place) (any, bool) {
	p := f.objectStream(at.stream)
	if p == nil {
		return nil, false
	}
	i := at.index
	if i < 0 || i >= len(p.numbers) || p.numbers[i] != number {
		i = slices.Index(p.numbers, number)
	}
	if i < 0 || p.offsets[i] >= len(p.data) {
		return nil, false
	}
	l := &Lexer{data: p.data, at: p.offsets[i], refs: true}
	v, _ := l.Next()
	if _, is := v.(Operator); is {
		return nil, true
	}
	return v, true
}

func (f *File) objectStream(number int) *objectStream {
	if p, ok := f.objectStreams[number]; ok {
		return p
	}
	f.objectStreams[number] = nil // a stream of objects cannot be in itself
	s := f.Stream(Ref{Number: number})
	if s == nil {
		return nil
	}
	data, _ := f.Data(s)
	first := whole(f.Get(s.Dict["First"]), len(data))
	if first < 0 {
		return nil
	}
	p := &objectStream{data: data}
	l := NewLexer(data[:first])
	for {
		object, _ := l.Next()
		offset, ok := l.Next()
		n, at := whole(object, 1<<31), whole(offset, len(data)-first)
		if !ok {
			break
		}
		if n < 0 || at < 0 {
			continue
		}
		p.numbers, p.offsets = append(p.numbers, n), append(p.offsets, first+at)
	}
	f.objectStreams[number] = p
	return p
}
