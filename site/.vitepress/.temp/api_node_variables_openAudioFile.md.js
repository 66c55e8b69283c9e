import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: openAudioFile","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/variables/openAudioFile.md","filePath":"api/node/variables/openAudioFile.md"}');
const _sfc_main = { name: "api/node/variables/openAudioFile.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / openAudioFile</p><h1 id="variable-openaudiofile" tabindex="-1">Variable: openAudioFile <a class="header-anchor" href="#variable-openaudiofile" aria-label="Permalink to &quot;Variable: openAudioFile&quot;">​</a></h1><blockquote><p><code>const</code> <strong>openAudioFile</strong>: (<code>path</code>, <code>options?</code>) =&gt; <code>Promise</code>&lt;<a href="./../interfaces/FileAudioSource.html"><code>FileAudioSource</code></a>&gt;</p></blockquote><p><a href="./../functions/openAudio.html">openAudio</a> of a path, whatever the path looks like: <code>-</code> and <code>http://a</code> are files of that name.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="path" tabindex="-1">path <a class="header-anchor" href="#path" aria-label="Permalink to &quot;path&quot;">​</a></h3><p><code>string</code> | <code>Uint8Array</code></p><h3 id="options" tabindex="-1">options? <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options?&quot;">​</a></h3><p><code>Omit</code>&lt;<a href="./../interfaces/OpenAudioOptions.html"><code>OpenAudioOptions</code></a>, <code>&quot;raw&quot;</code> | <code>&quot;stdin&quot;</code>&gt;</p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/FileAudioSource.html"><code>FileAudioSource</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError as <code>openAudio</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/variables/openAudioFile.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const openAudioFile = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  openAudioFile as default
};
