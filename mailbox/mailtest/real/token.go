package real

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

// tokens is the side of an OAuth2 provider that a mail server asks: what is this
// token worth (RFC 7662)?
type tokens struct {
	*httptest.Server
	mu    sync.Mutex
	given map[string]grant
}

type grant struct {
	user string
	end  time.Time
}

func newTokens() *tokens {
	t := &tokens{given: make(map[string]grant)}
	t.Server = httptest.NewServer(http.HandlerFunc(t.introspect))
	return t
}

func (t *tokens) url() string { return t.URL + "/introspect" }

func (t *tokens) issue(user string, good time.Duration) string {
	token := rand.Text()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.given[token] = grant{user, time.Now().Add(good)}
	return token
}

func (t *tokens) introspect(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	g, ok := t.given[r.FormValue("token")]
	t.mu.Unlock()
	answer := map[string]any{"active": false}
	if ok && time.Now().Before(g.end) {
		answer = map[string]any{"active": true, "username": g.user, "token_type": "Bearer", "exp": g.end.Unix()}
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(answer)
}
