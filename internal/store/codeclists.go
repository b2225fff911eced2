package store

import (
	"encoding/binary"
	"reflect"
)

// pointerCodec writes what is pointed to, after whether there is anything.
func (leaves leaves) pointerCodec(t reflect.Type, depth int) (codec, error) {
	to, err := leaves.codecOf(t.Elem(), depth+1)
	if err != nil {
		return codec{}, err
	}
	return codec{"*" + to.shape, 1, func(b []byte, v reflect.Value) []byte {
		if v.IsNil() {
			return append(b, 0)
		}
		return to.put(append(b, 1), v.Elem())
	}, func(r *Reader, v reflect.Value) {
		if r.Flag() {
			v.Set(reflect.New(t.Elem()))
			to.get(r, v.Elem())
		}
	}}, nil
}

// sliceCodec writes one more than the length before the elements, 0 for nil: an empty
// list is another thing than none.
func (leaves leaves) sliceCodec(t reflect.Type, depth int) (codec, error) {
	of, err := leaves.codecOf(t.Elem(), depth+1)
	if err != nil {
		return codec{}, err
	}
	return codec{"[]" + of.shape, 1, func(b []byte, v reflect.Value) []byte {
		if v.IsNil() {
			return append(b, 0)
		}
		b = binary.AppendUvarint(b, uint64(v.Len())+1)
		for i := range v.Len() {
			b = of.put(b, v.Index(i))
		}
		return b
	}, func(r *Reader, v reflect.Value) {
		n, ok := r.length(of.least)
		if !ok {
			return
		}
		v.Set(reflect.MakeSlice(t, n, n))
		for i := range n {
			of.get(r, v.Index(i))
		}
	}}, nil
}

// mapCodec is as sliceCodec, of pairs.
func (leaves leaves) mapCodec(t reflect.Type, depth int) (codec, error) {
	key, err := leaves.codecOf(t.Key(), depth+1)
	if err != nil {
		return codec{}, err
	}
	value, err := leaves.codecOf(t.Elem(), depth+1)
	if err != nil {
		return codec{}, err
	}
	return codec{"map[" + key.shape + "]" + value.shape, 1, func(b []byte, v reflect.Value) []byte {
		if v.IsNil() {
			return append(b, 0)
		}
		b = binary.AppendUvarint(b, uint64(v.Len())+1)
		for pairs := v.MapRange(); pairs.Next(); {
			b = key.put(b, addressable(pairs.Key()))
			b = value.put(b, addressable(pairs.Value()))
		}
		return b
	}, func(r *Reader, v reflect.Value) {
		n, ok := r.length(key.least + value.least)
		if !ok {
			return
		}
		v.Set(reflect.MakeMapWithSize(t, n))
		for range n {
			k, e := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
			key.get(r, k)
			value.get(r, e)
			v.SetMapIndex(k, e)
		}
	}}, nil
}

// addressable is a copy of v that has an address.
func addressable(v reflect.Value) reflect.Value {
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	return c
}
