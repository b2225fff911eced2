package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"hash"
)

// padding stands for a password that is shorter than 32 bytes: for an empty one
// it is all.
const padding = "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08" +
	"\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A"

// security is what a file says of its passwords.
type security struct {
	revision    int
	length      int // of the key, in bytes
	owner, user []byte
	ownerKey    []byte // the file's key for who has that password
	userKey     []byte
	permissions []byte // the bits of /P as they stand in the seed of the key
	id          []byte
}

func newSecurity(f *File, d Dict, id String) *security {
	bytesOf := func(key Name) []byte {
		s, _ := f.Get(d[key]).(String)
		return []byte(s)
	}
	bits := whole(f.Number(d["Length"], 40), 256)
	if bits < 40 && bits >= 5 { // some count bytes
		bits *= 8
	}
	s := &security{
		revision: whole(f.Number(d["R"], 0), 10), length: min(max(bits/8, 5), 16), id: []byte(id),
		permissions: binary.LittleEndian.AppendUint32(nil, uint32(int64(f.Number(d["P"], 0)))),
		owner:       bytesOf("O"), user: bytesOf("U"), ownerKey: bytesOf("OE"), userKey: bytesOf("UE"),
	}
	if s.revision == 2 {
		s.length = 5
	}
	if s.revision >= 4 {
		s.length = 16
	}
	return s
}

// key128 is the key of a file of revision 2 to 4, nil when no empty password is
// its user's or its owner's.
func (s *security) key128(metadata bool) []byte {
	if len(s.owner) < 32 || len(s.user) < 16 {
		return nil
	}
	for _, password := range [][]byte{[]byte(padding), s.userPassword()} {
		if key := s.keyOf(password, metadata); s.opens(key) {
			return key
		}
	}
	return nil
}

func (s *security) keyOf(password []byte, metadata bool) []byte {
	seed := bytes.Join([][]byte{password, s.owner[:32], s.permissions, s.id}, nil)
	if s.revision >= 4 && !metadata {
		seed = append(seed, 0xff, 0xff, 0xff, 0xff)
	}
	return s.stretch(seed)
}

// stretch makes a key of a seed.
func (s *security) stretch(seed []byte) []byte {
	sum := md5.Sum(seed)
	if s.revision >= 3 {
		for range 50 {
			sum = md5.Sum(sum[:s.length])
		}
	}
	return sum[:s.length]
}

// opens says whether key is the right one.
func (s *security) opens(key []byte) bool {
	if s.revision == 2 {
		return bytes.Equal(xorRC4(key, []byte(padding)), s.user[:min(len(s.user), 32)])
	}
	sum := md5.Sum(append([]byte(padding), s.id...))
	return bytes.Equal(s.rounds(key, sum[:], 0, 20), s.user[:16])
}

// rounds encrypts data with variations of key, from one to another.
func (s *security) rounds(key, data []byte, from, to int) []byte {
	step := 1
	if from > to {
		step = -1
	}
	for n := from; n != to; n += step {
		turned := bytes.Clone(key)
		for i := range turned {
			turned[i] ^= byte(n)
		}
		data = xorRC4(turned, data)
	}
	return data
}

// userPassword is the user's password, padded, as it is found where the owner's is
// empty.
func (s *security) userPassword() []byte {
	key := s.stretch([]byte(padding))
	if s.revision == 2 {
		return xorRC4(key, s.owner[:32])
	}
	return s.rounds(key, s.owner[:32], 19, -1)
}

// key256 is the key of a file of revision 5 or 6, nil when no empty password is
// its user's or its owner's.
func (s *security) key256() []byte {
	if len(s.user) < 48 || len(s.owner) < 48 {
		return nil
	}
	user := s.user[:48]
	for _, p := range []struct{ check, key, salt []byte }{{s.user, s.userKey, nil}, {s.owner, s.ownerKey, user}} {
		if len(p.key) < 32 || !bytes.Equal(s.hash(p.check[32:40], p.salt), p.check[:32]) {
			continue
		}
		return cutAES(s.hash(p.check[40:48], p.salt), make([]byte, aes.BlockSize), p.key[:32])
	}
	return nil
}

// hash is that of an empty password with a salt, and of the user's entry for the
// owner's.
func (s *security) hash(salt, user []byte) []byte {
	sum := sha256.Sum256(append(bytes.Clone(salt), user...))
	if s.revision < 6 {
		return sum[:]
	}
	key := sum[:]
	for round := 0; ; round++ {
		data := bytes.Repeat(append(bytes.Clone(key), user...), 64)
		block, err := aes.NewCipher(key[:16])
		if err != nil {
			return nil
		}
		cipher.NewCBCEncrypter(block, key[16:32]).CryptBlocks(data, data)
		rest := 0 // of the first 16 bytes as a number, by 3: 256 leaves 1
		for _, c := range data[:16] {
			rest += int(c)
		}
		next := []func() hash.Hash{sha256.New, sha512.New384, sha512.New}[rest%3]()
		next.Write(data)
		key = next.Sum(nil)
		if round >= 63 && int(data[len(data)-1]) <= round-31 {
			return key[:32]
		}
	}
}
