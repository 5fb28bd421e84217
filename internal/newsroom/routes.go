package newsroom

import (
	"net/http"

	"broadsheet/internal/news"
)

// routes is the list of all addresses of the desk, and of the act that somebody
// must be allowed to get there at all. Which title they may do it on is asked by
// the room.
func (w *Window) routes() http.Handler { return w.routed(w.list()) }

func (w *Window) list() []handler {
	return []handler{
		{"GET /static/{name}", w.static, ""},
		{"GET /favicon.svg", w.favicon, ""},
		{"GET /robots.txt", w.robots, ""},

		{"GET /sign-in", w.signInPage, ""},
		{"POST /sign-in", w.signIn, ""},
		{"GET /sign-in/second", w.secondPage, ""},
		{"POST /sign-in/second", w.second, ""},
		{"POST /sign-in/passkey/ask", w.askPasskey, ""},
		{"POST /sign-in/passkey", w.signInPasskey, ""},
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
		{"GET /data/story/{id}/versions", w.versions, news.ActRead},
		{"GET /data/story/{id}/compare", w.compareVersions, news.ActRead},
		{"POST /data/story/{id}/versions/{n}/restore", w.restoreVersion, news.ActWrite},
		{"PUT /data/story/{id}/versions/{n}/name", w.nameVersion, news.ActWrite},
		{"GET /data/story/{id}/beside", w.takeBeside, news.ActRead},
		{"POST /data/story/{id}/beside", w.mergeTake, news.ActWrite},

		{"GET /stories", w.storiesScreen, news.ActRead},
		{"GET /live", w.liveStream, news.ActRead},
		{"GET /data/desk", w.deskData, news.ActRead},
		{"GET /data/list", w.listData, news.ActRead},
		{"GET /data/list/count", w.listCount, news.ActRead},
		{"GET /data/event/{id}", w.eventData, news.ActRead},
		{"POST /data/read", w.markRead, news.ActRead},
		{"POST /data/searches", w.saveSearch, news.ActRead},
		{"PUT /data/searches/order", w.orderSearches, news.ActRead},
		{"DELETE /data/searches/{id}", w.dropSearch, news.ActRead},
		{"POST /data/story/{id}/watch", w.watch, news.ActRead},
		{"POST /data/story/{id}/take", w.takeStory, news.ActWrite},
		{"POST /data/story/{id}/spike", w.spike, news.ActWrite},
		{"POST /data/story/{id}/unspike", w.unspike, news.ActWrite},

		{"GET /account", w.accountPage, own},
		{"POST /account", w.changeOwn, own},
		{"POST /account/password", w.changePassword, own},
		{"GET /account/prove", w.provePage, own},
		{"POST /account/prove", w.prove, own},
		{"POST /account/prove/passkey", w.provePasskey, own},
		{"GET /account/app", w.appPage, own},
		{"POST /account/app", w.addApp, own},
		{"POST /account/app/code", w.proveApp, own},
		{"POST /account/app/drop", w.dropApp, own},
		{"POST /account/recovery", w.newRecovery, own},
		{"POST /account/passkey/ask", w.newPasskey, own},
		{"POST /account/passkey", w.addPasskey, own},
		{"POST /account/passkey/drop", w.dropPasskey, own},
		{"POST /account/sessions", w.endOwnSessions, own},
		{"GET /people", w.peoplePage, news.ActPeople},
		{"POST /people", w.openAccount, news.ActPeople},
		{"GET /people/{name}", w.personPage, news.ActPeople},
		{"POST /people/{name}", w.changePerson, news.ActPeople},
		{"POST /people/{name}/link", w.personLink, news.ActPeople},
		{"POST /people/{name}/sessions", w.endPersonSessions, news.ActPeople},
		{"POST /people/{name}/factors", w.dropPersonFactors, news.ActPeople},
		{"GET /audit", w.auditPage, news.ActAudit},

		{"POST /data/story/{id}/sheet", w.sheet, news.ActRead},
		{"POST /data/story/{id}/publish", w.publish, news.ActPublish},
		{"POST /data/story/{id}/unschedule", w.unschedule, news.ActPublish},
		{"POST /data/story/{id}/embargo", w.embargo, news.ActPublish},
		{"POST /data/story/{id}/take-down", w.takeDown, news.ActTakeDown},
		{"POST /data/story/{id}/release", w.release, news.ActPublish},
		{"POST /data/story/{id}/kill", w.kill, news.ActKill},
		{"POST /data/story/{id}/pass", w.passCheck, news.ActWrite},
		{"POST /data/story/{id}/place", w.place, news.ActPublish},
		{"GET /preview/story/{id}/{title}", w.preview, news.ActRead},
		{"GET /preview/on/{title}/{path...}", w.leads, news.ActRead},
		{"GET /preview/on/{title}/media/{hash}", w.previewMedia, news.ActRead},

		{"/", w.nothing, ""},
	}
}
