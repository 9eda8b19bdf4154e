package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"klachtenpost/workflow/terms"
)

// Secret is a password or token, "" for none. However it is printed, encoded or
// logged, it shows as "…"; only string(s) gives it, for the one place that hands
// it to a server.
type Secret string

// String hides the secret.
func (s Secret) String() string { return "…" }

// Format hides the secret from every verb of package fmt, %d and %#v too.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, "…") }

// MarshalText hides the secret from encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte("…"), nil }

// LogValue hides the secret from logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue("…") }

// MaxSecret keeps a file named by mistake from being read as a secret.
const MaxSecret = 64 << 10

// secretFrom reads the secret that key_file or key_env names. The answer is the
// empty Secret when neither is set; what is wrong has been reported.
func (k *configCheck) secretFrom(key, file, env string) Secret {
	fileKey, envKey := key+"_file", key+"_env"
	switch {
	case k.bad[fileKey] || k.bad[envKey]:
		return ""
	case file != "" && env != "":
		k.wrong(envKey, "stands beside "+fileKey, "keep one of the two")
		return ""
	case file != "":
		return k.secretFile(fileKey, file)
	case env != "":
		return k.secretEnv(envKey, env)
	}
	for _, set := range []string{fileKey, envKey} {
		if k.set[set] {
			k.wrong(set, "is empty", "name the file or variable that holds the secret, or remove the line")
		}
	}
	return ""
}

var envName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func (k *configCheck) secretEnv(key, env string) Secret {
	// The name is not repeated: it may be the password, written in the wrong place.
	if !envName.MatchString(env) {
		k.wrong(key, "is no name of an environment variable", "write a name such as KLACHTENPOST_PASSWORD, not the secret itself")
		return ""
	}
	value, ok := os.LookupEnv(env)
	if !ok || value == "" {
		k.wrong(key, "the environment variable it names is not set or empty", "set it for the service, or write a file in "+strings.TrimSuffix(key, "_env")+"_file")
		return ""
	}
	return k.oneLine(key, value)
}

func (k *configCheck) secretFile(key, name string) Secret {
	path, credential := k.secretPath(name)
	f, err := os.Open(path)
	if err != nil {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			instead := "write the path of the file that holds the secret"
			if key == "oauth.refresh_token_file" {
				instead = "run klachtenpost login, which makes it"
			}
			k.wrong(key, "no such file "+shownPath(path, name), instead)
		case errors.Is(err, fs.ErrPermission):
			k.wrong(key, "may not be read: "+shownPath(path, name), "give the user that runs klachtenpost the right to read it")
		default:
			k.wrong(key, "cannot be opened: "+shownPath(path, name), "write the path of the file that holds the secret")
		}
		return ""
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		k.wrong(key, "is a directory: "+shownPath(path, name), "write the path of the file in it")
		return ""
	}
	if err == nil && info.Mode()&0o077 != 0 && !credential {
		k.warn(key, fmt.Sprintf("others on this machine may read %s; run chmod 600 on it", shownPath(path, name)))
	}
	b, err := io.ReadAll(io.LimitReader(f, MaxSecret+1))
	if err != nil || len(b) > MaxSecret {
		k.wrong(key, "cannot be read as a secret: "+shownPath(path, name), "write the path of a small text file with one line")
		return ""
	}
	return k.oneLine(key, strings.TrimPrefix(string(b), "\ufeff"))
}

// oneLine takes the line end off and refuses what no login can carry.
func (k *configCheck) oneLine(key, value string) Secret {
	value = strings.TrimRight(value, "\r\n")
	switch {
	case value == "":
		k.wrong(key, "the secret is empty", "put it there, on one line")
		return ""
	case strings.ContainsFunc(value, isControl):
		k.wrong(key, "the secret has more than one line or a control character", "put only the secret there, on one line")
		return ""
	}
	return Secret(value)
}

// secretPath finds a secret: an absolute name is taken as it is; another is
// looked for among the systemd credentials, then beside the configuration.
func (k *configCheck) secretPath(name string) (path string, credential bool) {
	if filepath.IsAbs(name) {
		return name, false
	}
	if dir := os.Getenv("CREDENTIALS_DIRECTORY"); dir != "" {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			return path, true
		}
	}
	return filepath.Join(k.dir, name), false
}

var plainName = regexp.MustCompile(`^[a-z0-9._-]+$`)

// shownPath quotes a path, unless what was written looks more like a password than
// like the name of a file.
func shownPath(path, name string) string {
	if strings.ContainsAny(name, `/\`) || plainName.MatchString(name) {
		return fmt.Sprintf("%q", path)
	}
	return "(its name is not shown, for it may be the secret itself)"
}

// SecretFilePath is where a secret of the configuration lies.
func (c Config) SecretFilePath(name string) string {
	dir, err := filepath.Abs(filepath.Dir(c.File))
	if err != nil {
		dir = filepath.Dir(c.File)
	}
	path, _ := (&configCheck{dir: dir}).secretPath(name)
	return path
}

// secretWarning is how long before the application's secret runs out it is told.
const secretWarning = 60

// SecretExpiry says in words when the secret of the application runs out, "" when
// that is not soon or not known.
func (c Config) SecretExpiry(today terms.Date) string {
	end := c.OAuth.SecretExpires
	if end.IsZero() || c.IMAP.Auth != AuthXOAuth2 && c.SMTP.Auth != AuthXOAuth2 {
		return ""
	}
	const todo = "make a new one, put it in oauth.client_secret_file and its last day in oauth.secret_expires, and restart"
	switch days := end.Sub(today); {
	case days < 0:
		return fmt.Sprintf("the secret of the application ran out on %s: %s", end, todo)
	case days <= secretWarning:
		return fmt.Sprintf("the secret of the application runs out on %s, in %d days: %s", end, days, todo)
	}
	return ""
}
