package store

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// codec is how values of one type are written as bytes, for a store: all fields, in
// their order, without names.
type codec struct {
	// shape names the type and all below it: of another shape other bytes were written.
	shape string
	least int // bytes that a value takes at least
	put   func(b []byte, v reflect.Value) []byte
	get   func(r *Reader, v reflect.Value)
}

// deepest is how many types stand in one another at most: answers are trees.
const deepest = 12

// codecOf is the codec of a type. A type of which something would be lost has none: what
// is behind interfaces and functions, and fields that only their package sees.
func (leaves leaves) codecOf(t reflect.Type, depth int) (codec, error) {
	if depth > deepest {
		return codec{}, fmt.Errorf("%s: types stand in one another more than %d deep", t, deepest)
	}
	if t == reflect.TypeFor[time.Time]() {
		return timeCodec(), nil
	}
	if i := slices.IndexFunc(leaves, func(l Leaf) bool { return l.of == t }); i >= 0 {
		return leaves[i].codec, nil
	}
	switch t.Kind() {
	case reflect.Bool:
		return boolCodec(), nil
	case reflect.Int, reflect.Int64:
		return intCodec(t), nil
	case reflect.Float64:
		return floatCodec(), nil
	case reflect.String:
		return textCodec(), nil
	case reflect.Struct:
		return leaves.structCodec(t, depth)
	case reflect.Pointer:
		return leaves.pointerCodec(t, depth)
	case reflect.Slice:
		return leaves.sliceCodec(t, depth)
	case reflect.Map:
		return leaves.mapCodec(t, depth)
	}
	return codec{}, fmt.Errorf("%s: values of this kind cannot be kept", t)
}

// timeCodec writes moments; they come back in UTC.
func timeCodec() codec {
	return codec{"time", 1, func(b []byte, v reflect.Value) []byte {
		t := v.Addr().Interface().(*time.Time)
		if t.IsZero() {
			return append(b, 0)
		}
		return binary.AppendUvarint(binary.AppendVarint(append(b, 1), t.Unix()), uint64(t.Nanosecond()))
	}, func(r *Reader, v reflect.Value) {
		if r.Flag() {
			seconds, nanos := r.int(), r.uint()
			*v.Addr().Interface().(*time.Time) = time.Unix(seconds, int64(nanos%1e9)).UTC()
		}
	}}
}

func boolCodec() codec {
	return codec{"bool", 1, func(b []byte, v reflect.Value) []byte {
		if v.Bool() {
			return append(b, 1)
		}
		return append(b, 0)
	}, func(r *Reader, v reflect.Value) { v.SetBool(r.Flag()) }}
}

func intCodec(t reflect.Type) codec {
	return codec{t.String(), 1, func(b []byte, v reflect.Value) []byte {
		return binary.AppendVarint(b, v.Int())
	}, func(r *Reader, v reflect.Value) { v.SetInt(r.int()) }}
}

func floatCodec() codec {
	return codec{"float", 8, func(b []byte, v reflect.Value) []byte {
		return AppendFloat(b, v.Float())
	}, func(r *Reader, v reflect.Value) { v.SetFloat(r.Float()) }}
}

func textCodec() codec {
	return codec{"text", 1, func(b []byte, v reflect.Value) []byte {
		return AppendText(b, v.String())
	}, func(r *Reader, v reflect.Value) { v.SetString(r.Text()) }}
}

func (leaves leaves) structCodec(t reflect.Type, depth int) (codec, error) {
	fields := make([]codec, t.NumField())
	shapes := make([]string, t.NumField())
	least := 0
	for i := range fields {
		f := t.Field(i)
		if !f.IsExported() {
			return codec{}, fmt.Errorf("%s: field %s cannot be kept: only its package sees it", t, f.Name)
		}
		one, err := leaves.codecOf(f.Type, depth+1)
		if err != nil {
			return codec{}, fmt.Errorf("field %s of %s: %w", f.Name, t, err)
		}
		fields[i], shapes[i], least = one, f.Name+" "+one.shape, least+one.least
	}
	return codec{"{" + strings.Join(shapes, "; ") + "}", least, func(b []byte, v reflect.Value) []byte {
		for i, f := range fields {
			b = f.put(b, v.Field(i))
		}
		return b
	}, func(r *Reader, v reflect.Value) {
		for i, f := range fields {
			f.get(r, v.Field(i))
		}
	}}, nil
}
