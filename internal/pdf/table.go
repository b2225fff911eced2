package pdf

import (
	"bytes"
	"math"
)

// maxTables bounds how often a file may have been changed.
const maxTables = 1000

// readTables reads the file's own tables of its objects, the newest first. It
// says whether all were as they should be.
func (f *File) readTables() bool {
	at := bytes.LastIndex(f.data, []byte("startxref"))
	if at < 0 {
		return false
	}
	l := &Lexer{data: f.data, at: at + len("startxref")}
	start, _ := l.Next()
	next := []int{whole(start, len(f.data)-1)}
	seen := map[int]bool{}
	for len(next) > 0 {
		offset := next[0]
		next = next[1:]
		if seen[offset] {
			continue
		}
		if seen[offset] = true; offset < 0 || len(seen) > maxTables {
			return false
		}
		trailer, ok := f.readTable(offset)
		if !ok {
			return false
		}
		for key, v := range trailer {
			if _, newer := f.trailer[key]; !newer {
				f.trailer[key] = v
			}
		}
		for _, key := range []Name{"XRefStm", "Prev"} {
			if v := trailer[key]; v != nil {
				next = append(next, whole(v, len(f.data)-1))
			}
		}
	}
	return f.trailer["Root"] != nil
}

// readTable reads one table, of either form, and gives its trailer.
func (f *File) readTable(offset int) (Dict, bool) {
	l := &Lexer{data: f.data, at: offset, refs: true}
	if first, _ := l.Next(); first != Operator("xref") {
		_, v, ok := f.parseObject(offset)
		stream, is := v.(*Stream)
		if !ok || !is {
			return nil, false
		}
		return stream.Dict, f.readTableStream(stream)
	}
	for {
		v, ok := l.Next()
		if !ok {
			return nil, false
		}
		if v == Operator("trailer") {
			trailer, _ := l.Next()
			dict, ok := trailer.(Dict)
			return dict, ok
		}
		count, _ := l.Next()
		first, n := whole(v, math.MaxInt32), whole(count, math.MaxInt32)
		if first < 0 || n < 0 || !f.readRows(l, first, n) {
			return nil, false
		}
	}
}

// readRows reads n rows of a table as "0000000015 00000 n".
func (f *File) readRows(l *Lexer, first, n int) bool {
	for number := first; number < first+n; number++ {
		offset, _ := l.Next()
		_, _ = l.Next()
		kind, ok := l.Next()
		if !ok || kind != Operator("n") && kind != Operator("f") {
			return false
		}
		if kind == Operator("n") {
			f.add(number, place{offset: whole(offset, len(f.data))})
		}
	}
	return true
}

// add keeps where an object is, unless a newer table has said it.
func (f *File) add(number int, at place) {
	if _, newer := f.places[number]; !newer {
		f.places[number] = at
	}
}

// readTableStream reads a table that is a stream of rows of three numbers.
func (f *File) readTableStream(s *Stream) bool {
	data, _ := f.Data(s)
	widths := f.Numbers(s.Dict["W"])
	if len(widths) < 3 {
		return false
	}
	var size [3]int
	for i := range size {
		if size[i] = whole(widths[i], 8); size[i] < 0 {
			return false
		}
	}
	row := size[0] + size[1] + size[2]
	if row == 0 {
		return false
	}
	ranges := f.Numbers(s.Dict["Index"])
	if len(ranges) < 2 {
		ranges = []float64{0, math.MaxInt32}
	}
	for ; len(ranges) >= 2; ranges = ranges[2:] {
		first, n := whole(ranges[0], math.MaxInt32), whole(ranges[1], math.MaxInt32)
		for i := 0; i < n && len(data) >= row && first >= 0; i++ {
			f.addRow(first+i, data, size)
			data = data[row:]
		}
	}
	return true
}

func (f *File) addRow(number int, data []byte, size [3]int) {
	field := func(data []byte) (n int) {
		for _, c := range data {
			n = n<<8 | int(c)
		}
		return n
	}
	kind := 1
	if size[0] > 0 {
		kind = field(data[:size[0]])
	}
	second := field(data[size[0] : size[0]+size[1]])
	third := field(data[size[0]+size[1] : size[0]+size[1]+size[2]])
	switch kind {
	case 1:
		f.add(number, place{offset: second})
	case 2:
		f.add(number, place{stream: second, index: third})
	}
}
