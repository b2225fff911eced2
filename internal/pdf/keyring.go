package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
)

// The ways in which strings or streams are encrypted, as the format names them.
const (
	methodRC4    = Name("V2")
	methodAES128 = Name("AESV2")
	methodAES256 = Name("AESV3")
)

// keyring decrypts a file: who forbids changes to a report encrypts it with an
// empty password, so that anybody may read it.
type keyring struct {
	key      []byte
	strings  Name // the method; any other than those above is none
	streams  Name
	metadata bool // whether the file's metadata are encrypted too
}

// newKeyring opens a file with an empty password, its user's or its owner's.
func newKeyring(f *File, d Dict, id String) (*keyring, error) {
	if f.Name(d["Filter"]) != "Standard" {
		return nil, ErrPassword
	}
	c := &keyring{metadata: f.Get(d["EncryptMetadata"]) != false}
	version := f.Number(d["V"], 0)
	c.strings, c.streams = methodRC4, methodRC4
	if version >= 4 {
		c.strings, c.streams = f.method(d, "StrF"), f.method(d, "StmF")
	}
	s := newSecurity(f, d, id)
	if version >= 5 {
		c.key = s.key256()
	} else {
		c.key = s.key128(c.metadata)
	}
	if c.key == nil {
		return nil, ErrPassword
	}
	return c, nil
}

// method is what the filter that is named under key does.
func (f *File) method(d Dict, key Name) Name {
	name := f.Name(d[key])
	if name == "" || name == "Identity" {
		return ""
	}
	return f.Name(f.Dict(f.Dict(d["CF"])[name])["CFM"])
}

func (c *keyring) decryptStream(data []byte, s *Stream) []byte {
	if s.Dict["Type"] == Name("Metadata") && !c.metadata {
		return data
	}
	return c.decrypt(data, s.id, c.streams)
}

// decryptStrings decrypts all strings within an object.
func (c *keyring) decryptStrings(v any, id Ref) any {
	switch v := v.(type) {
	case String:
		return String(c.decrypt([]byte(v), id, c.strings))
	case Array:
		for i := range v {
			v[i] = c.decryptStrings(v[i], id)
		}
	case Dict:
		for key := range v {
			v[key] = c.decryptStrings(v[key], id)
		}
	case *Stream:
		c.decryptStrings(v.Dict, id)
	}
	return v
}

func (c *keyring) decrypt(data []byte, id Ref, method Name) []byte {
	switch method {
	case methodRC4:
		return xorRC4(c.objectKey(id, ""), data)
	case methodAES128:
		return decryptAES(c.objectKey(id, "sAlT"), data)
	case methodAES256:
		return decryptAES(c.key, data)
	}
	return data
}

// objectKey is the key of one object, which all but the newest files have.
func (c *keyring) objectKey(id Ref, salt string) []byte {
	seed := bytes.Clone(c.key)
	seed = append(seed, byte(id.Number), byte(id.Number>>8), byte(id.Number>>16), byte(id.Generation), byte(id.Generation>>8))
	sum := md5.Sum(append(seed, salt...))
	return sum[:min(len(c.key)+5, 16)]
}

func xorRC4(key, data []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		return nil
	}
	out := make([]byte, len(data))
	c.XORKeyStream(out, data)
	return out
}

// decryptAES decrypts data that begin with their vector and end with padding.
func decryptAES(key, data []byte) []byte {
	if len(data) < 2*aes.BlockSize {
		return nil
	}
	out := cutAES(key, data[:aes.BlockSize], data[aes.BlockSize:])
	if len(out) == 0 {
		return nil
	}
	if pad := int(out[len(out)-1]); pad > 0 && pad <= aes.BlockSize {
		out = out[:len(out)-pad]
	}
	return out
}

// cutAES decrypts the whole blocks of data.
func cutAES(key, vector, data []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil
	}
	out := bytes.Clone(data[:len(data)/aes.BlockSize*aes.BlockSize])
	cipher.NewCBCDecrypter(block, vector).CryptBlocks(out, out)
	return out
}
