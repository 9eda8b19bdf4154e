package real

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"time"
)

// authority signs the servers' certificates.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool
}

func newAuthority() (authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return authority{}, err
	}
	now := time.Now()
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test CA"},
		NotBefore: now.Add(-365 * 24 * time.Hour), NotAfter: now.Add(365 * 24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}, &x509.Certificate{Subject: pkix.Name{CommonName: "Test CA"}}, &key.PublicKey, key)
	if err != nil {
		return authority{}, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return authority{}, err
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return authority{cert, key, pool}, nil
}

func (a authority) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// Certificate says what the servers show. The zero value is a good one.
type Certificate struct {
	Name    string // Host when empty
	Expired bool
	Foreign bool // signed by somebody whom Servers.TLS does not trust
}

// Certificate replaces what both servers show. They take it at their next start.
func (s *Servers) Certificate(c Certificate) error {
	ca := s.ca
	if c.Foreign {
		var err error
		if ca, err = newAuthority(); err != nil {
			return err
		}
	}
	if c.Name == "" {
		c.Name = Host
	}
	end := time.Now().Add(24 * time.Hour)
	if c.Expired {
		end = time.Now().Add(-24 * time.Hour)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	cert, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: c.Name}, DNSNames: []string{c.Name},
		NotBefore: end.Add(-30 * 24 * time.Hour), NotAfter: end,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, ca.cert, &key.PublicKey, ca.key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	var chain bytes.Buffer // key first, as Postfix's smtpd_tls_chain_files wants it
	for _, b := range []*pem.Block{{Type: "PRIVATE KEY", Bytes: private}, {Type: "CERTIFICATE", Bytes: cert}, {Type: "CERTIFICATE", Bytes: ca.cert.Raw}} {
		if err := pem.Encode(&chain, b); err != nil {
			return fmt.Errorf("encode certificate: %w", err)
		}
	}
	return os.WriteFile(s.path("tls.pem"), chain.Bytes(), 0o600)
}
