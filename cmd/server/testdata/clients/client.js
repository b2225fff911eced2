// A client that leaves on the last byte of each answer: it runs in Node.js and in a browser.

// ask gives the id of the session, once the last byte of a good answer was read.
const ask = {
  async stream(base, question, session) {
    const leave = new AbortController();
    const response = await post(base + '/api/chat/stream', question, session, leave.signal);
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (let text = ''; ;) {
      const { value, done } = await reader.read();
      if (done) throw new Error('ended without done: ' + text);
      text += decoder.decode(value, { stream: true });
      if (/^event: done\n(.+\n)+\n/m.test(text)) {
        leave.abort();
        return idIn(text);
      }
    }
  },

  async whole(base, question, session) {
    const leave = new AbortController();
    const response = await post(base + '/api/chat', question, session, leave.signal);
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let text = '';
    for (let left = Number(response.headers.get('Content-Length')); left > 0;) {
      const { value, done } = await reader.read();
      if (done) throw new Error('ended early: ' + text);
      text += decoder.decode(value, { stream: true });
      left -= value.length;
    }
    leave.abort();
    return idIn(text);
  },

  events(base, question, session) {
    return new Promise((resolve, reject) => {
      const source = new EventSource(base + '/api/chat/stream?' + new URLSearchParams({ question, session_id: session ?? '' }));
      let id;
      source.addEventListener('session', event => { id = JSON.parse(event.data).session_id; });
      source.addEventListener('done', () => { source.close(); resolve(id); });
      source.addEventListener('error', event => { source.close(); reject(new Error('error: ' + (event.data ?? 'no stream'))); });
    });
  },
};

async function post(url, question, session, signal) {
  const response = await fetch(url, {
    method: 'POST', signal,
    headers: { 'Content-Type': 'application/json', Connection: 'close' }, // which a browser leaves out
    body: JSON.stringify({ question, session_id: session }),
  });
  if (!response.ok) throw new Error(response.status + ': ' + await response.text());
  return response;
}

function idIn(text) { return /"session_id":"(\w+)"/.exec(text)[1]; }

// converse has each of so many clients ask and ask on, some at once, by each way in
// turn, and gives what went wrong.
async function converse({ base, clients, atOnce, ways }) {
  const faults = [];
  let next = 0;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (next < clients) {
      const n = next++;
      const way = ways[n % ways.length];
      try {
        const id = await ask[way](base, `client ${n}`);
        const again = await ask[way](base, `client ${n} again`, id);
        if (again !== id) throw new Error(`session ${id} became ${again}`);
      } catch (error) {
        faults.push(`${way} ${n}: ${error.message.trim()}`);
      }
    }
  }));
  return faults;
}

globalThis.converse = converse;
