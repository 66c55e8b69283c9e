import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: SESSION_STREAMS","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/variables/SESSION_STREAMS.md","filePath":"api/index/variables/SESSION_STREAMS.md"}');
const _sfc_main = { name: "api/index/variables/SESSION_STREAMS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / SESSION_STREAMS</p><h1 id="variable-session-streams" tabindex="-1">Variable: SESSION_STREAMS <a class="header-anchor" href="#variable-session-streams" aria-label="Permalink to &quot;Variable: SESSION\\_STREAMS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>SESSION_STREAMS</strong>: <code>object</code></p></blockquote><p>Numbers of the kinds of messages in a session.</p><h2 id="type-declaration" tabindex="-1">Type Declaration <a class="header-anchor" href="#type-declaration" aria-label="Permalink to &quot;Type Declaration&quot;">​</a></h2><h3 id="clock" tabindex="-1">clock <a class="header-anchor" href="#clock" aria-label="Permalink to &quot;clock&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>clock</strong>: <code>2</code></p></blockquote><p>Time stamps.</p><h3 id="loss" tabindex="-1">loss <a class="header-anchor" href="#loss" aria-label="Permalink to &quot;loss&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>loss</strong>: <code>3</code></p></blockquote><p>What was lost of the music, for its host.</p><h3 id="max" tabindex="-1">max <a class="header-anchor" href="#max" aria-label="Permalink to &quot;max&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>max</strong>: <code>15</code></p></blockquote><p>Largest number; those between are free.</p><h3 id="music" tabindex="-1">music <a class="header-anchor" href="#music" aria-label="Permalink to &quot;music&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>music</strong>: <code>0</code></p></blockquote><p>The host&#39;s sound.</p><h3 id="repair" tabindex="-1">repair <a class="header-anchor" href="#repair" aria-label="Permalink to &quot;repair&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>repair</strong>: <code>4</code></p></blockquote><p>Messages of the music that were lost: requests for them, and what is sent again.</p><h3 id="voice" tabindex="-1">voice <a class="header-anchor" href="#voice" aria-label="Permalink to &quot;voice&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>voice</strong>: <code>1</code></p></blockquote><p>Peers&#39; voices.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/variables/SESSION_STREAMS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const SESSION_STREAMS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  SESSION_STREAMS as default
};
