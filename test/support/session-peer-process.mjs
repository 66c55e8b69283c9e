// A peer of a listening session in a process of its own: joins by its first argument, and tells its parent what it gets.
import { joinSession } from '../../dist/node/index.js';

const [link, name, direct] = process.argv.slice(2);
const session = await joinSession(link, { name, direct: direct === 'direct' });
session.broadcast(0).onMessage((message) => process.send({ message: Buffer.from(message).toString('hex') }));
session.onControl('count', ({ n }) => process.send({ control: n }));
const tell = () =>
  process.send({ paths: Object.fromEntries([...session.peers.values()].map((peer) => [peer.name, peer.path.kind])) });
session.on('changed', tell);
session.on('joined', tell);
process.on('message', (order) => {
  if (order === 'leave') {
    session.close();
    process.exit(0);
  }
});
process.send({ joined: session.ownId });
