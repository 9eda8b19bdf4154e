package cmdtest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"klachtenpost/mailbox/mailtest"
)

// Place is where the program itself is run: a mail server behind good
// certificates, and the configuration for it.
type Place struct {
	Srv        *mailtest.Server
	Dir        string
	IMAP, SMTP string // the sections
	Rest       string
	Env        []string
	roots      string // certificates that are trusted
}

// NewPlace starts the server and writes the passwords.
func NewPlace(t *testing.T) *Place {
	t.Helper()
	cert, roots := Certificate(t, "localhost", time.Now().Add(24*time.Hour))
	p := &Place{Srv: mailtest.New(mailtest.Options{Accounts: []string{Committee, Director, Complainant}, Password: Canary + "imap-password"}), Dir: MustDir(t)}
	t.Cleanup(func() { p.Srv.Close() })
	p.roots = roots
	p.Env = []string{"SSL_CERT_FILE=" + roots, "SSL_CERT_DIR=" + t.TempDir()}
	p.IMAP = Section("imap", "localhost", Front(t, p.Srv.DialIMAP, &cert), "implicit", `password_file = "imap-password"`)
	p.SMTP = Section("smtp", "localhost", Front(t, p.Srv.DialSMTP, &cert), "implicit", `password_file = "imap-password"`)
	p.Rest = `[organisation]
name = "Perspectief Herstelbemiddeling"
committee = "Klachtencommissie Perspectief"
phone = "030 123 45 67"
[people.secretary]
name = "Karin van Haperen"
[people.director]
name = "Willem Brandsma"
address = "` + Director + `"
[store]
path = "staat/klachten.db"
[mailbox]
poll = "10s"
address = "` + Committee + `"
`
	return p
}

// WriteConfig writes the configuration.
func (p *Place) WriteConfig(t *testing.T) string {
	t.Helper()
	path := filepath.Join(p.Dir, "config.toml")
	MustWrite(t, path, p.Rest+p.IMAP+p.SMTP, 0o600)
	return path
}

// Trust adds to them.
func (p *Place) Trust(t *testing.T, more string) {
	t.Helper()
	a, err1 := os.ReadFile(p.roots)
	b, err2 := os.ReadFile(more)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	MustWrite(t, p.roots, string(a)+string(b), 0o644)
}

// Section is the part of a configuration about one server.
func Section(name, host string, port int, tls, more string) string {
	return fmt.Sprintf("[%s]\nhost = %q\nport = %d\ntls = %q\n%s\n", name, host, port, tls, more)
}

// Certificate makes one for a name, and the file in which its issuer is found.
func Certificate(t *testing.T, name string, until time.Time) (cert tls.Certificate, roots string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Proef"}, DNSNames: []string{name},
		NotBefore: until.Add(-48 * time.Hour), NotAfter: until, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	roots = filepath.Join(t.TempDir(), "roots.pem")
	MustWrite(t, roots, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), 0o644)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

// Front is a port before one of the servers, behind TLS when cert is given.
func Front(t *testing.T, dial func(context.Context) (net.Conn, error), cert *tls.Certificate) (port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if cert != nil {
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{*cert}})
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			outer, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer outer.Close()
				inner, err := dial(context.Background())
				if err != nil {
					return
				}
				go func() {
					io.Copy(outer, inner)
					outer.Close()
				}()
				io.Copy(inner, outer)
				inner.Close()
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}
