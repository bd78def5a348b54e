package web

import (
	"bytes"
	"io"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"slowpoetry/chapters/22-the-end/poem"
)

// The description is true: it has the routes that there are, and what they answer is what it says.
func TestTheDescriptionIsTrue(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(description)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := &Server{Service: poem.New(poem.Here{}, 10), Pace: poem.Pace{Bytes: 1000}, Limit: 1e9, Log: slog.New(slog.DiscardHandler)}
	described := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			described[method+" "+path] = true
		}
	}
	for pattern := range s.routes() {
		if !described[strings.TrimSuffix(pattern, "{$}")] {
			t.Errorf("%s is not described", pattern)
		}
		delete(described, strings.TrimSuffix(pattern, "{$}"))
	}
	for route := range described {
		t.Errorf("%s is described, and is not there", route)
	}

	openapi3filter.RegisterBodyDecoder("text/event-stream", openapi3filter.FileBodyDecoder)
	openapi3filter.RegisterBodyDecoder("text/html", openapi3filter.FileBodyDecoder)
	for _, path := range []string{
		"/", "/openapi.json", "/poems", "/poems/tide", "/poems/tide?change=lower", "/poems/tide?change=upper", "/poems/splitflap?change=drawl",
		"/poems/tide?change=acrostic", "/poems/moon", "/recitals/tide?change=lower", "/recitals/moon",
	} {
		r := httptest.NewRequest("GET", path, nil)
		recorded := httptest.NewRecorder()
		s.Handler().ServeHTTP(recorded, r)
		template, name := r.URL.Path, ""
		if i := strings.LastIndex(template, "/"); slices.Contains([]string{"/poems", "/recitals"}, template[:i]) {
			name, template = template[i+1:], template[:i+1]+"{name}"
		}
		item := doc.Paths.Value(template)
		if item == nil {
			t.Errorf("%s: no %s", path, template)
			continue
		}
		asked := &openapi3filter.RequestValidationInput{Request: r, PathParams: map[string]string{"name": name},
			Route: &routers.Route{Spec: doc, Path: template, PathItem: item, Method: "GET", Operation: item.Get}}
		if err := openapi3filter.ValidateRequest(t.Context(), asked); err != nil {
			t.Errorf("%s: the request: %v", path, err)
		}
		err := openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{RequestValidationInput: asked,
			Status: recorded.Code, Header: recorded.Header(), Body: io.NopCloser(bytes.NewReader(recorded.Body.Bytes()))})
		if err != nil {
			t.Errorf("%s: the answer, %d: %v", path, recorded.Code, err)
		}
		if recorded.Code >= 400 && recorded.Code != statuses[poem.Kind(kindIn(recorded.Body.String()))].code {
			t.Errorf("%s: %d, %s", path, recorded.Code, recorded.Body)
		}
	}
}

// kindIn returns the kind of error in a problem.
func kindIn(text string) string {
	_, rest, _ := strings.Cut(text, "urn:slowpoetry:")
	kind, _, _ := strings.Cut(rest, `"`)
	return kind
}
