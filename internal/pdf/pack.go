package pdf

// pack is a stream of objects: where in its data the object of a number begins.
type pack struct {
	data    []byte
	numbers []int
	offsets []int
}

// packed reads an object out of the stream that it is in.
func (f *File) packed(number int, at place) (any, bool) {
	p := f.pack(at.pack)
	if p == nil {
		return nil, false
	}
	i := at.index
	if i < 0 || i >= len(p.numbers) || p.numbers[i] != number {
		for i = 0; i < len(p.numbers) && p.numbers[i] != number; i++ {
		}
	}
	if i == len(p.numbers) || p.offsets[i] >= len(p.data) {
		return nil, false
	}
	l := &Lexer{data: p.data, at: p.offsets[i], refs: true}
	v, _ := l.Next()
	if _, is := v.(Operator); is {
		return nil, true
	}
	return v, true
}

func (f *File) pack(number int) *pack {
	if p, ok := f.packs[number]; ok {
		return p
	}
	f.packs[number] = nil // a stream of objects cannot be in itself
	s := f.Stream(Ref{Number: number})
	if s == nil {
		return nil
	}
	data, _ := f.Data(s)
	first := whole(f.Get(s.Dict["First"]), len(data))
	if first < 0 {
		return nil
	}
	p := &pack{data: data}
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
	f.packs[number] = p
	return p
}
