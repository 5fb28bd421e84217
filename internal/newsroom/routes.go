package newsroom

import (
	"net/http"

	"broadsheet/internal/news"
)

// routes is the list of all addresses of the desk, and of the act that somebody
// must be allowed to get there at all. Which title they may do it on is asked by
// the room.
func (w *Window) routes() http.Handler {
	return w.routed([]handler{
		{"GET /static/{name}", w.static, ""},
		{"GET /favicon.svg", w.favicon, ""},
		{"GET /robots.txt", w.robots, ""},

		{"GET /sign-in", w.signInPage, ""},
		{"POST /sign-in", w.signIn, ""},
		{"POST /sign-out", w.signOut, ""},
		{"GET /welcome/{code}", w.welcomePage, ""},
		{"POST /welcome/{code}", w.welcome, ""},

		{"GET /{$}", w.mainScreen, news.ActRead},
		{"GET /story/{id}", w.mainScreen, news.ActRead},
		{"GET /data/story/{id}", w.storyData, news.ActRead},
		{"GET /data/story/{id}/working", w.working, news.ActRead},
		{"PUT /data/story/{id}/working", w.keepWorking, news.ActWrite},
		{"DELETE /data/story/{id}/working", w.discardWorking, news.ActWrite},
		{"POST /data/story/{id}/version", w.saveVersion, news.ActWrite},
		{"PUT /data/story/{id}/presence", w.attend, news.ActRead},
		{"DELETE /data/story/{id}/presence", w.leave, news.ActRead},
		{"POST /data/merge", w.mergeWords, news.ActRead},

		{"GET /audit", w.auditPage, news.ActAudit},

		{"/", w.nothing, ""},
	})
}
