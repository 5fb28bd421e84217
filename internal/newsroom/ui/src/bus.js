// The one place where the parts of a page tell each other what happened. Names and
// what comes with them:
//   story:open {id}        somebody wants to see a story
//   story:loaded {view}    it is here (StoryView of newsroom/story.go)
//   story:closed {}        none is open any more
//   story:changed {id}     it has moved on the server
//   story:dirty {}         the words in the editor have changed
//   journal {event}        a hint from the live stream
//   hint {topic, data}     a hint of another part, such as presence
//   live {up}, live:reset  whether the stream stands; ask for all anew
//   offline, online        the server cannot be reached, or can again
//   session:ended          signed out; whoever holds words keeps them
//   pane {name}            on a phone: wire, story or panel
const bus = new EventTarget();

export function tell(name, detail) {
  bus.dispatchEvent(new CustomEvent(name, { detail: detail || {} }));
}

// hear calls fn with what comes with an event, and returns how to stop.
export function hear(name, fn) {
  const f = (e) => fn(e.detail);
  bus.addEventListener(name, f);
  return () => bus.removeEventListener(name, f);
}
