package mailbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"time"
)

// Trouble says what an administrator can do something about. A Fault names the
// part of a connection that failed, a Trouble the reason. The constants are
// stored.
type Trouble string

const (
	TroubleName      Trouble = "naam"                 // no such host
	TroubleRefused   Trouble = "geweigerd"            // nothing listens there
	TroubleNetwork   Trouble = "netwerk"              // no way to the host, or the connection was lost
	TroubleSilent    Trouble = "geen antwoord"        // the host does not answer in time
	TroubleExpired   Trouble = "certificaat verlopen" // or not valid yet
	TroubleForeign   Trouble = "certificaat vreemd"   // signed by nobody we know
	TroubleWrongName Trouble = "certificaat andere naam"
	TroubleNoTLS     Trouble = "geen tls"               // no STARTTLS where it is demanded
	TroubleNotTLS    Trouble = "poort spreekt geen tls" // answers, but in plain text
	TroublePlain     Trouble = "zonder tls"             // tls = "none" to another machine
	TroubleTLS       Trouble = "tls"                    // any other failed handshake
	TroubleLogin     Trouble = "aanmelding"             // name, password or token refused
	TroubleToken     Trouble = "token"                  // there was no token to log in with
	TroubleMethod    Trouble = "aanmeldwijze"           // the server has no login that we may use
	TroubleServer    Trouble = "server"                 // the server said something else
)

// TokenError is the reason why a login had no password or access token to
// offer. Temporary tells that the next try may have one: then it is a fault of
// the connection, and no reason to wait as long as after a refused login.
type TokenError struct {
	Temporary bool
	Err       error
}

func (e *TokenError) Error() string { return e.Err.Error() }
func (e *TokenError) Unwrap() error { return e.Err }

// TroubleOf gives the reason in an error of this package, "" for nil.
func TroubleOf(err error) Trouble {
	var dns *net.DNSError
	var token *TokenError
	var record tls.RecordHeaderError
	switch f := FaultOf(err); {
	case err == nil:
		return ""
	case errors.As(err, &token):
		return TroubleToken
	case certTrouble(err) != "":
		return certTrouble(err)
	case errors.Is(err, errPlaintext):
		return TroublePlain
	case errors.As(err, &record):
		return TroubleNotTLS
	case errors.Is(err, errNoMethod):
		return TroubleMethod
	case f == FaultLogin:
		return TroubleLogin
	case errors.As(err, &dns) && !dns.IsTimeout && !dns.IsTemporary:
		return TroubleName
	case errors.Is(err, syscall.ECONNREFUSED):
		return TroubleRefused
	case errors.Is(err, errSilent), errors.Is(err, errStalled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), isTimeout(err):
		return TroubleSilent
	case f == FaultTLS && strings.Contains(strings.ToUpper(err.Error()), "STARTTLS"):
		return TroubleNoTLS
	case f == FaultTLS:
		return TroubleTLS
	case f == FaultConnect, errors.Is(err, errLostConn), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return TroubleNetwork
	}
	return TroubleServer
}

func isTimeout(err error) bool {
	var ne net.Error
	return errors.As(err, &ne) && ne.Timeout()
}

func certTrouble(err error) Trouble {
	var invalid x509.CertificateInvalidError
	var name x509.HostnameError
	var unknown x509.UnknownAuthorityError
	var failed *tls.CertificateVerificationError
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return TroubleExpired
	case errors.As(err, &name):
		return TroubleWrongName
	case errors.As(err, &unknown), errors.As(err, &failed):
		return TroubleForeign
	}
	return ""
}

// Certificate is what a server shows of itself.
type Certificate struct {
	Names       []string
	Issuer      string
	From, Until time.Time
	Version     string // of TLS; "" when the handshake failed
}

// describe gives the first certificate of a chain.
func describe(chain []*x509.Certificate) *Certificate {
	if len(chain) == 0 {
		return nil
	}
	c := chain[0]
	out := &Certificate{Names: c.DNSNames, Issuer: issuer(c), From: c.NotBefore, Until: c.NotAfter}
	for _, ip := range c.IPAddresses {
		out.Names = append(out.Names, ip.String())
	}
	if len(out.Names) == 0 && c.Subject.CommonName != "" {
		out.Names = []string{c.Subject.CommonName}
	}
	return out
}

func issuer(c *x509.Certificate) string {
	name := c.Issuer.CommonName
	if org := c.Issuer.Organization; len(org) > 0 && !strings.Contains(name, org[0]) {
		name = strings.TrimSpace(org[0] + " " + name)
	}
	if string(c.RawIssuer) == string(c.RawSubject) {
		name += " (itself)"
	}
	return fmt.Sprintf("%.80s", name)
}

// ShownCertificate gives the certificate that a failed handshake ended on, nil
// when the error is another.
func ShownCertificate(err error) *Certificate {
	var failed *tls.CertificateVerificationError
	if !errors.As(err, &failed) {
		return nil
	}
	return describe(failed.UnverifiedCertificates)
}
