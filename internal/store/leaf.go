package store

import "reflect"

// Leaf is how values of a type are written that shows none of its fields.
type Leaf struct {
	of    reflect.Type
	codec codec
}

type leaves []Leaf

// LeafOf is the leaf of V, whose values take a byte at least. name stands for V in the
// print of all types that hold it: with another one their bytes are others.
func LeafOf[V any](name string, put func(b []byte, v *V) []byte, get func(r *Reader, v *V)) Leaf {
	return Leaf{reflect.TypeFor[V](), codec{name, 1, func(b []byte, v reflect.Value) []byte {
		return put(b, v.Addr().Interface().(*V))
	}, func(r *Reader, v reflect.Value) {
		get(r, v.Addr().Interface().(*V))
	}}}
}
