package pdf

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"errors"
	"io"
	"math"
)

// maxData bounds a stream once it is decoded, in bytes.
const maxData = 32 << 20

// errFilter is a stream that is encoded as we cannot read, as pictures are.
var errFilter = errors.New("stream is encoded in a way that is not read")

// Data is what a stream holds, decrypted and decoded. Of a stream that is damaged
// it is what comes before the damage, with an error.
func (f *File) Data(s *Stream) ([]byte, error) {
	filters, params := f.filters(s.Dict)
	data := s.raw
	if f.keys != nil && !s.bare && !(len(filters) > 0 && filters[0] == "Crypt") {
		data = f.keys.decryptStream(data, s)
	}
	for i, name := range filters {
		var err error
		if data, err = f.decode(name, data, params[i]); err != nil {
			return data, err
		}
	}
	return data, nil
}

// filters are the names of a stream's filters and what is said to each.
func (f *File) filters(d Dict) (names []Name, params []Dict) {
	filter, param := f.Get(d["Filter"]), f.Get(d["DecodeParms"])
	if name, ok := filter.(Name); ok {
		filter, param = Array{name}, Array{param}
	}
	said, _ := param.(Array)
	for i, v := range f.Array(filter) {
		if i == 8 { // no honest file has more
			break
		}
		names, params = append(names, f.Name(v)), append(params, nil)
		if i < len(said) {
			params[i] = f.Dict(said[i])
		}
	}
	return names, params
}

func (f *File) decode(name Name, data []byte, param Dict) ([]byte, error) {
	switch name {
	case "FlateDecode", "Fl":
		data, err := inflate(data)
		if err != nil && len(data) == 0 {
			return nil, err
		}
		return f.unpredict(data, param)
	case "LZWDecode", "LZW":
		return f.unpredict(unLZW(data, f.Number(param["EarlyChange"], 1) != 0), param)
	case "ASCIIHexDecode", "AHx":
		l := &Lexer{data: append([]byte("<"), data...)}
		return []byte(l.hex()), nil
	case "ASCII85Decode", "A85":
		return unASCII85(data), nil
	case "RunLengthDecode", "RL":
		return unRunLength(data), nil
	case "Crypt":
		return data, nil
	}
	return nil, errFilter
}

// inflate forgives a damaged head, a missing end and a wrong sum.
func inflate(data []byte) ([]byte, error) {
	data = bytes.TrimLeft(data, "\r\n")
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		z = flate.NewReader(bytes.NewReader(data[min(len(data), 2):]))
	}
	return io.ReadAll(io.LimitReader(z, maxData))
}

// unpredict undoes what makes rows of numbers easier to compress.
func (f *File) unpredict(data []byte, param Dict) ([]byte, error) {
	predictor := f.Number(param["Predictor"], 1)
	if predictor < 2 {
		return data, nil
	}
	colors := whole(f.Number(param["Colors"], 1), 64)
	bits := whole(f.Number(param["BitsPerComponent"], 8), 32)
	columns := whole(f.Number(param["Columns"], 1), maxData)
	if colors < 1 || bits < 1 || columns < 1 {
		return nil, errFilter
	}
	pixel := max(1, colors*bits/8)
	row := (colors*bits*columns + 7) / 8
	if predictor == 2 {
		if bits != 8 {
			return nil, errFilter
		}
		for start := 0; start+row <= len(data); start += row {
			for i := start + pixel; i < start+row; i++ {
				data[i] += data[i-pixel]
			}
		}
		return data, nil
	}
	return unPNG(data, pixel, row), nil
}

// unPNG undoes the filters of PNG: before each row stands which one it is.
func unPNG(data []byte, pixel, row int) []byte {
	out := make([]byte, 0, len(data))
	for len(data) > 1 {
		kind := data[0]
		line := data[1:min(len(data), row+1)]
		data = data[1+len(line):]
		at := func(i int) int { // of the row before
			if i < 0 || len(out) < row {
				return 0
			}
			return int(out[len(out)-row+i])
		}
		for i := range line {
			left := 0
			if i >= pixel {
				left = int(line[i-pixel])
			}
			switch kind {
			case 1:
				line[i] += byte(left)
			case 2:
				line[i] += byte(at(i))
			case 3:
				line[i] += byte((left + at(i)) / 2)
			case 4:
				line[i] += byte(paeth(left, at(i), at(i-pixel)))
			}
		}
		out = append(out, line...)
	}
	return out
}

func paeth(left, up, corner int) int {
	p := float64(left + up - corner)
	a, b, c := math.Abs(p-float64(left)), math.Abs(p-float64(up)), math.Abs(p-float64(corner))
	switch {
	case a <= b && a <= c:
		return left
	case b <= c:
		return up
	}
	return corner
}

// unLZW undoes LZW with codes of 9 to 12 bits.
func unLZW(data []byte, early bool) []byte {
	const clearCode, endCode = 256, 257
	var out []byte
	type span struct{ at, n int } // of out
	var table []span
	var bits, have int
	width, change, last := 9, 0, -1
	if early {
		change = 1
	}
	for _, c := range data {
		bits, have = bits<<8|int(c), have+8
		if have < width {
			continue
		}
		have -= width
		code := bits >> have & (1<<width - 1)
		bits &= 1<<have - 1
		if code == endCode || len(out) > maxData {
			break
		}
		if code == clearCode {
			table, width, last = nil, 9, -1
			continue
		}
		start := len(out)
		known := endCode + 1 + len(table)
		switch {
		case code < clearCode:
			out = append(out, byte(code))
		case code < known:
			s := table[code-endCode-1]
			out = append(out, out[s.at:s.at+s.n]...)
		case code == known && last >= 0:
			out = append(append(out, out[last:start]...), out[last])
		default:
			return out
		}
		if last >= 0 && known < 4096 {
			table = append(table, span{last, start - last + 1})
		}
		last = start
		for width < 12 && endCode+1+len(table)+change >= 1<<width {
			width++
		}
	}
	return out
}

func unASCII85(data []byte) []byte {
	var out []byte
	var group uint32
	n := 0
	flush := func(digits int) {
		for i := digits; i < 5; i++ {
			group = group*85 + 84
		}
		for i := range digits - 1 {
			out = append(out, byte(group>>(24-8*i)))
		}
		group, n = 0, 0
	}
	data, _, _ = bytes.Cut(bytes.TrimPrefix(bytes.TrimSpace(data), []byte("<~")), []byte("~"))
	for _, c := range data {
		switch {
		case c == 'z' && n == 0:
			out = append(out, 0, 0, 0, 0)
		case c >= '!' && c <= 'u':
			group, n = group*85+uint32(c-'!'), n+1
			if n == 5 {
				flush(5)
			}
		}
	}
	if n > 1 {
		flush(n)
	}
	return out
}

func unRunLength(data []byte) []byte {
	var out []byte
	for len(data) > 1 && len(out) < maxData {
		n := int(data[0])
		switch {
		case n == 128:
			return out
		case n < 128:
			n = min(n+1, len(data)-1)
			out = append(out, data[1:1+n]...)
			data = data[1+n:]
		default:
			out = append(out, bytes.Repeat(data[1:2], 257-n)...)
			data = data[2:]
		}
	}
	return out
}
