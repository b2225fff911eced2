package pdf

import (
	"bytes"
	"strconv"
)

// search looks through the whole file for its objects, as its own table is
// missing or wrong. Of two objects of a number the later one holds.
func (f *File) search() error {
	if f.searched {
		return nil
	}
	f.searched = true
	f.forget()
	var streams []int
	root := 0
	for at := 0; ; {
		i := bytes.Index(f.data[at:], []byte("obj"))
		if i < 0 {
			break
		}
		at += i + len("obj")
		number, start := headBefore(f.data, at-len("obj"))
		if start < 0 {
			continue
		}
		f.places[number] = place{offset: start}
		head := f.data[at:min(len(f.data), at+400)]
		if end := bytes.Index(head, []byte("endobj")); end >= 0 {
			head = head[:end]
		}
		switch {
		case bytes.Contains(head, []byte("/ObjStm")):
			streams = append(streams, number)
		case bytes.Contains(head, []byte("/XRef")):
			if _, v, ok := f.parseObject(start); ok {
				f.join(f.Dict(v))
			}
		case bytes.Contains(head, []byte("/Catalog")):
			root = number
		}
	}
	f.searchTrailers()
	f.objects, f.objectStreams = map[int]any{}, map[int]*objectStream{}
	if err := f.unlock(); err != nil {
		return err
	}
	for _, number := range streams {
		f.addObjects(number, &root)
	}
	if f.Dict(f.trailer["Root"])["Pages"] == nil && root > 0 {
		f.trailer["Root"] = Ref{Number: root}
	}
	return nil
}

// addObjects adds the objects of a stream of objects.
func (f *File) addObjects(number int, root *int) {
	p := f.objectStream(number)
	if p == nil {
		return
	}
	for i, n := range p.numbers {
		if old, ok := f.places[n]; ok && old.stream == 0 && old.offset > f.places[number].offset {
			continue // it was written anew later
		}
		f.places[n] = place{stream: number, index: i}
		delete(f.objects, n)
		if f.Dict(Ref{Number: n})["Type"] == Name("Catalog") {
			*root = n
		}
	}
}

func (f *File) searchTrailers() {
	for at := 0; ; {
		i := bytes.Index(f.data[at:], []byte("trailer"))
		if i < 0 {
			return
		}
		at += i + len("trailer")
		l := &Lexer{data: f.data, at: at, refs: true}
		v, _ := l.Next()
		if dict, ok := v.(Dict); ok {
			f.join(dict)
		}
	}
}

// join takes from a trailer what the file needs; a later one holds.
func (f *File) join(trailer Dict) {
	for _, key := range []Name{"Root", "Encrypt", "ID", "Info"} {
		if v := trailer[key]; v != nil {
			f.trailer[key] = v
		}
	}
}

// headBefore is the number of the object whose "obj" stands at the given place,
// and where it starts; -1 where none does.
func headBefore(data []byte, at int) (number, start int) {
	generation, at := digitsBefore(data, at)
	if generation < 0 {
		return 0, -1
	}
	return digitsBefore(data, at)
}

// digitsBefore is the number that ends, with white space or none, at a place.
func digitsBefore(data []byte, at int) (number, start int) {
	for at > 0 && isSpace(data[at-1]) {
		at--
	}
	end := at
	for at > 0 && isDigit(data[at-1]) && end-at < 10 {
		at--
	}
	number, err := strconv.Atoi(string(data[at:end]))
	if err != nil {
		return -1, -1
	}
	return number, at
}
