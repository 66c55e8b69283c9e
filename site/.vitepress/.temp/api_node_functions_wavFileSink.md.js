import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: wavFileSink()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/wavFileSink.md","filePath":"api/node/functions/wavFileSink.md"}');
const _sfc_main = { name: "api/node/functions/wavFileSink.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / wavFileSink</p><h1 id="function-wavfilesink" tabindex="-1">Function: wavFileSink() <a class="header-anchor" href="#function-wavfilesink" aria-label="Permalink to &quot;Function: wavFileSink()&quot;">​</a></h1><blockquote><p><strong>wavFileSink</strong>(<code>path</code>, <code>options</code>): <code>Promise</code>&lt;<a href="./../interfaces/WavFileSink.html"><code>WavFileSink</code></a>&gt;</p></blockquote><p>Writes a WAV file. Its header states &quot;to the end of the file&quot; until <code>close()</code> fills in the length, so that it is valid at any moment. Until then it has the name <code>NAME.xxxxxxxx.partial</code>: an existing file is replaced at the end or never.</p><p>A pipe or a device is written to directly, with a header that leaves the length open.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="path" tabindex="-1">path <a class="header-anchor" href="#path" aria-label="Permalink to &quot;path&quot;">​</a></h3><p><code>string</code></p><p>its name ends in .wav or .wave</p><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/WavFileOptions.html"><code>WavFileOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/WavFileSink.html"><code>WavFileSink</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError FILE_IO; OUTPUT_REFUSED for an existing file of another kind, an input, a folder or another ending; AUDIO_FORMAT for a rate or number of channels outside the limits</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/wavFileSink.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const wavFileSink = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  wavFileSink as default
};
