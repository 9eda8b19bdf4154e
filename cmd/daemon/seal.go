package daemon

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"klachtenpost/workflow"
)

// seal is what the header X-Klachtenpost of a mail of ours says to whoever has the
// install key, and to nobody else: of which notice it is. The same notice always
// gets the same seal, so that a database that was set back knows its mails again.
type seal struct {
	Matter, Key string
	Origin      string // of the matter, see origin; "" for the office
	Sense       string // of what the mail says, see sense
}

var sealText = base32.StdEncoding.WithPadding(base32.NoPadding)

const (
	sealHash  = 16 // bytes of the tag, which is the nonce too
	shortHash = 8  // bytes of Origin and of Sense
)

// sealed writes a seal: the tag over its content under the install key, and the
// content encrypted with the tag as nonce (a synthetic IV, as RFC 5297 has it).
// Nobody without the key can make or read one.
func (d *Daemon) sealed(s seal) string {
	plain := make([]byte, 0, 96)
	for _, h := range []string{s.Origin, s.Sense} {
		raw, _ := hex.DecodeString(h)
		plain = append(plain, append(raw, make([]byte, shortHash)...)[:shortHash]...)
	}
	plain = append(plain, s.Matter+"\x00"+s.Key...)
	tag := d.sealTag(plain)
	d.sealStream(tag).XORKeyStream(plain, plain)
	return sealText.EncodeToString(append(tag, plain...))
}

// unsealed reads a seal. ok is false for one that was not made with our key.
func (d *Daemon) unsealed(text string) (s seal, ok bool) {
	raw, err := sealText.DecodeString(text)
	if err != nil || len(raw) < sealHash+2*shortHash+1 {
		return s, false
	}
	tag, plain := raw[:sealHash], raw[sealHash:]
	d.sealStream(tag).XORKeyStream(plain, plain)
	if !hmac.Equal(tag, d.sealTag(plain)) {
		return s, false
	}
	s.Origin, s.Sense = hex.EncodeToString(plain[:shortHash]), hex.EncodeToString(plain[shortHash:2*shortHash])
	if s.Origin == strings.Repeat("00", shortHash) {
		s.Origin = ""
	}
	matter, key, ok := bytes.Cut(plain[2*shortHash:], []byte{0})
	s.Matter, s.Key = string(matter), string(key)
	return s, ok
}

func (d *Daemon) sealTag(plain []byte) []byte {
	h := hmac.New(sha256.New, d.key)
	h.Write([]byte("zegel\x00"))
	h.Write(plain)
	return h.Sum(nil)[:sealHash]
}

func (d *Daemon) sealStream(tag []byte) cipher.Stream {
	h := hmac.New(sha256.New, d.key)
	h.Write([]byte("geheim\x00"))
	block, err := aes.NewCipher(h.Sum(nil))
	if err != nil {
		panic(err) // 32 bytes are a key of AES-256
	}
	return cipher.NewCTR(block, tag)
}

// mark is the value of X-Klachtenpost for the mail of a notice.
func (f *filing) mark(n workflow.Notice, h holder) (string, error) {
	s := seal{Matter: n.Matter, Key: n.Key}
	var err error
	switch {
	case h.c != nil:
		s.Origin, err = f.origin(h.c.First)
	case h.it != nil:
		s.Origin, err = f.origin(h.it.Message)
	}
	if err != nil {
		return "", fmt.Errorf("mark: %w", err)
	}
	if s.Sense, err = f.sense(n, h.Matter); err != nil {
		return "", fmt.Errorf("mark: %w", err)
	}
	return f.d.sealed(s), nil
}

// origin is by what a matter is known beside its key: the hash of the mail it came
// from. A key may be given again after a database was set back; the mail is the
// same.
func (f *filing) origin(message int64) (string, error) {
	if message == 0 {
		return "", nil
	}
	filing, err := f.tx.Filing(message)
	if err != nil {
		return "", err
	}
	return filing.Hash[:2*shortHash], nil
}

// sense is a hash over what a notice is about, without its wording: two notices of
// one key that ask for different things are two mails.
func (f *filing) sense(n workflow.Notice, m workflow.Matter) (string, error) {
	about, err := f.origin(n.About)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q %q %q %d %q %v", n.Template, n.To, n.Person, n.Reason, n.News, n.Stage, about, f.d.cfg.Mode.Trial)
	if q, ok := m.Question(n.Question); ok {
		fmt.Fprintf(h, " %q %q %v", q.Kind, q.Reason, q.Options)
	}
	io.WriteString(h, n.Question)
	return hex.EncodeToString(h.Sum(nil)[:shortHash]), nil
}

// copyOf is a mail of ours that lies in the mailbox and that the records do not
// know: another installation sent it, or this one did before its database was set
// back.
type copyOf struct {
	MessageID string // under which it was sent
	Alias     string // which the server gave it, "" for none
	Code      string // answer code in it, "" for none
	TextHash  string
	To        string
	Date      string // RFC 3339
}

// Keys of store meta for what was found in the mailbox and lost from the records.
const (
	metaCopy   = "kopie."     // + mark: a copyOf
	metaOrigin = "oorsprong." // + K or I + origin: the key the matter had
)
