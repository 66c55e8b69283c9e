import { defineConfig } from 'vitepress';

const page = (text, link) => ({ text, link });

export default defineConfig({
  title: 'Latentcast',
  description: 'A streaming neural audio codec: voice and music over a link of 1.4 kbit/s.',
  srcDir: 'pages',
  outDir: 'dist',
  cleanUrls: false,
  lastUpdated: false,
  // Files that build.mjs copies: it fails where one does not exist.
  ignoreDeadLinks: [/^\/files\//],
  // Code without a language has no box that scrolls of its own: it would make the page wider than a phone.
  head: [['style', {}, '.vp-doc pre { overflow-x: auto; }']],
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [page('Guides', '/guide-microphone'), page('Concepts', '/concepts'), page('API', '/api/'), page('FAQ', '/faq')],
    sidebar: [
      {
        text: 'Start',
        items: [page('What it is', '/'), page('Concepts', '/concepts'), page('Command line', '/command-line')],
      },
      {
        text: 'Guides',
        items: [
          page('A live microphone', '/guide-microphone'),
          page('A listening session', '/guide-session'),
          page('A radio station', '/guide-station'),
        ],
      },
      {
        text: 'Sound',
        items: [
          page('Audio files', '/audio-files'),
          page('Live sound', '/live-audio'),
          page('Comparing formats', '/compare'),
          page('The default model', '/model-card'),
          page('Models as plug-ins', '/models'),
          page('Stable Audio Open', '/stable-audio-open'),
        ],
      },
      {
        text: 'Streaming',
        items: [
          page('In the browser', '/browser'),
          page('Listening sessions', '/sessions'),
          page('In sync', '/session-sync'),
          page('Without a relay', '/without-a-relay'),
          page('Programs of files', '/programs'),
        ],
      },
      {
        text: 'A relay',
        items: [
          page('Configuration', '/relay'),
          page('Security', '/security'),
          page('Operation', '/relay-operations'),
          page('Several machines', '/cluster'),
          page('A million listeners', '/scale'),
          page('Under load', '/relay-performance'),
          page('Load test', '/load-test'),
        ],
      },
      {
        text: 'Reference',
        items: [
          page('Library', '/library'),
          page('In your program', '/plugin'),
          page('Shell and radio automation', '/recipes'),
          page('API', '/api/'),
          page('Wire format', '/wire-format'),
          page('Limits and errors', '/limits'),
          page('Native kernels', '/native'),
          page('Architecture', '/architecture'),
          page('Licences', '/licences'),
          page('Changes', '/changelog'),
        ],
      },
      { text: 'Help', items: [page('By symptom', '/troubleshooting'), page('Questions', '/faq')] },
    ],
  },
});
