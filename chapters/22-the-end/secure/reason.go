package secure

import (
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"
)

var errNone = errors.New("no certificate")

// reason says in plain words what x509 has found.
func reason(leaf *x509.Certificate, err error) error {
	if unknown, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		if unknown.Cert != nil && leaf.CheckSignature(leaf.SignatureAlgorithm, leaf.RawTBSCertificate, leaf.Signature) == nil {
			return fmt.Errorf("%s has signed its certificate itself", leaf.Subject.CommonName)
		}
		return fmt.Errorf("%s has a certificate of another authority", leaf.Subject.CommonName)
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		switch invalid.Reason {
		case x509.Expired:
			return fmt.Errorf("the certificate of %s is valid from %s to %s", leaf.Subject.CommonName,
				leaf.NotBefore.UTC().Format(time.DateTime), leaf.NotAfter.UTC().Format(time.DateTime))
		case x509.IncompatibleUsage:
			return fmt.Errorf("the certificate of %s is not for a client", leaf.Subject.CommonName)
		}
	}
	return err
}

// whoOf returns the role and the name in a certificate.
func whoOf(leaf *x509.Certificate) (role, name string, err error) {
	for _, u := range leaf.URIs {
		if u.Scheme == scheme && u.Host != "" && len(u.Path) > 1 {
			return u.Host, strings.TrimPrefix(u.Path, "/"), nil
		}
	}
	return "", "", fmt.Errorf("the certificate of %s has no role in it", leaf.Subject.CommonName)
}
