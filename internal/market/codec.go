package market

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
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
	get   func(r *packReader, v reflect.Value)
}

// deepest is how many types stand in one another at most: answers are trees.
const deepest = 12

// codecOf is the codec of a type. A type of which something would be lost has none: what
// is behind interfaces and functions, and fields that only their package sees.
func codecOf(t reflect.Type, depth int) (codec, error) {
	if depth > deepest {
		return codec{}, fmt.Errorf("%s: types stand in one another more than %d deep", t, deepest)
	}
	switch t {
	case reflect.TypeFor[Number]():
		return numberCodec(), nil
	case reflect.TypeFor[Symbol]():
		return symbolCodec(), nil
	case reflect.TypeFor[time.Time]():
		return timeCodec(), nil
	case reflect.TypeFor[*time.Location]():
		return locationCodec(), nil
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
		return structCodec(t, depth)
	case reflect.Pointer:
		return pointerCodec(t, depth)
	case reflect.Slice:
		return sliceCodec(t, depth)
	case reflect.Map:
		return mapCodec(t, depth)
	}
	return codec{}, fmt.Errorf("%s: values of this kind cannot be kept", t)
}

func numberCodec() codec {
	return codec{"number", 1, func(b []byte, v reflect.Value) []byte {
		n := v.Addr().Interface().(*Number)
		if !n.ok {
			return append(b, 0)
		}
		return binary.BigEndian.AppendUint64(append(b, 1), math.Float64bits(n.value))
	}, func(r *packReader, v reflect.Value) {
		if r.flag() {
			*v.Addr().Interface().(*Number) = Num(math.Float64frombits(r.uint64()))
		}
	}}
}

func symbolCodec() codec {
	return codec{"symbol", 1, func(b []byte, v reflect.Value) []byte {
		return appendText(b, v.Addr().Interface().(*Symbol).s)
	}, func(r *packReader, v reflect.Value) {
		*v.Addr().Interface().(*Symbol) = Symbol{r.text()}
	}}
}

// timeCodec writes moments; they come back in UTC, as all of this package's are.
func timeCodec() codec {
	return codec{"time", 1, func(b []byte, v reflect.Value) []byte {
		t := v.Addr().Interface().(*time.Time)
		if t.IsZero() {
			return append(b, 0)
		}
		return binary.AppendUvarint(binary.AppendVarint(append(b, 1), t.Unix()), uint64(t.Nanosecond()))
	}, func(r *packReader, v reflect.Value) {
		if r.flag() {
			seconds, nanos := r.int(), r.uint()
			*v.Addr().Interface().(*time.Time) = time.Unix(seconds, int64(nanos%1e9)).UTC()
		}
	}}
}

// locationCodec writes the name of a time zone, empty for none.
func locationCodec() codec {
	return codec{"location", 1, func(b []byte, v reflect.Value) []byte {
		if v.IsNil() {
			return appendText(b, "")
		}
		return appendText(b, v.Interface().(*time.Location).String())
	}, func(r *packReader, v reflect.Value) {
		if name := r.text(); name != "" {
			v.Set(reflect.ValueOf(r.zones.of(name)))
		}
	}}
}

func boolCodec() codec {
	return codec{"bool", 1, func(b []byte, v reflect.Value) []byte {
		if v.Bool() {
			return append(b, 1)
		}
		return append(b, 0)
	}, func(r *packReader, v reflect.Value) { v.SetBool(r.flag()) }}
}

func intCodec(t reflect.Type) codec {
	return codec{t.String(), 1, func(b []byte, v reflect.Value) []byte {
		return binary.AppendVarint(b, v.Int())
	}, func(r *packReader, v reflect.Value) { v.SetInt(r.int()) }}
}

func floatCodec() codec {
	return codec{"float", 8, func(b []byte, v reflect.Value) []byte {
		return binary.BigEndian.AppendUint64(b, math.Float64bits(v.Float()))
	}, func(r *packReader, v reflect.Value) { v.SetFloat(math.Float64frombits(r.uint64())) }}
}

func textCodec() codec {
	return codec{"text", 1, func(b []byte, v reflect.Value) []byte {
		return appendText(b, v.String())
	}, func(r *packReader, v reflect.Value) { v.SetString(r.text()) }}
}

func structCodec(t reflect.Type, depth int) (codec, error) {
	fields := make([]codec, t.NumField())
	shapes := make([]string, t.NumField())
	least := 0
	for i := range fields {
		f := t.Field(i)
		if !f.IsExported() {
			return codec{}, fmt.Errorf("%s: field %s cannot be kept: only its package sees it", t, f.Name)
		}
		one, err := codecOf(f.Type, depth+1)
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
	}, func(r *packReader, v reflect.Value) {
		for i, f := range fields {
			f.get(r, v.Field(i))
		}
	}}, nil
}
