package daemon

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// InstallKey reads the key under which our own mails are marked, and makes it at
// the first start. It lies beside the configuration, so that a database that was
// restored elsewhere does not bring it along.
func InstallKey(path string) ([]byte, error) {
	key, err := os.ReadFile(path)
	if err == nil {
		if len(key) < 26 {
			return nil, fmt.Errorf("%s: is damaged; restore it from a backup", path)
		}
		return key, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read key: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	key = []byte(rand.Text() + rand.Text())
	if err := os.WriteFile(path, key, 0o600); err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	return key, nil
}

// crockford are the characters of answer codes and letter secrets (Crockford's
// base32): none of them is mistaken for another.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newCode makes ten random characters, 50 bits.
func newCode() string {
	raw := make([]byte, 10)
	rand.Read(raw) // never fails (crypto/rand)
	for i, b := range raw {
		raw[i] = crockford[b%32]
	}
	return string(raw)
}

// civil is the time of day in the procedure's zone, for mails that name it.
func civil(t time.Time, loc *time.Location) string { return t.In(loc).Format("15:04") }
