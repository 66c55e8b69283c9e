import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: decodeFile()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/decodeFile.md","filePath":"api/node/functions/decodeFile.md"}');
const _sfc_main = { name: "api/node/functions/decodeFile.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / decodeFile</p><h1 id="function-decodefile" tabindex="-1">Function: decodeFile() <a class="header-anchor" href="#function-decodefile" aria-label="Permalink to &quot;Function: decodeFile()&quot;">​</a></h1><blockquote><p><strong>decodeFile</strong>(<code>input</code>, <code>options</code>): <code>Promise</code>&lt;<a href="./../interfaces/DecodeFileResult.html"><code>DecodeFileResult</code></a>&gt;</p></blockquote><p>Decodes an <code>.lc</code> file into a sink. Damaged blocks are concealed, keep their length and are reported; a file that ends early is decoded up to its end.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="input" tabindex="-1">input <a class="header-anchor" href="#input" aria-label="Permalink to &quot;input&quot;">​</a></h3><p><code>string</code> | <a href="./../interfaces/LcStream.html"><code>LcStream</code></a></p><p>path of the file, or a stream of its bytes</p><h3 id="options" tabindex="-1">options <a class="header-anchor" href="#options" aria-label="Permalink to &quot;options&quot;">​</a></h3><p><a href="./../interfaces/DecodeFileOptions.html"><code>DecodeFileOptions</code></a></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/DecodeFileResult.html"><code>DecodeFileResult</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>TypeError, RangeError naming a wrong option; CodecError FILE_* when not even the header can be read, MODEL_MISMATCH, MODEL_FAILED, ABORTED</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/decodeFile.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const decodeFile = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  decodeFile as default
};
