import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: TalkMode","description":"","frontmatter":{},"headers":[],"relativePath":"api/browser/type-aliases/TalkMode.md","filePath":"api/browser/type-aliases/TalkMode.md"}');
const _sfc_main = { name: "api/browser/type-aliases/TalkMode.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">browser</a> / TalkMode</p><h1 id="type-alias-talkmode" tabindex="-1">Type Alias: TalkMode <a class="header-anchor" href="#type-alias-talkmode" aria-label="Permalink to &quot;Type Alias: TalkMode&quot;">​</a></h1><blockquote><p><strong>TalkMode</strong> = <em>typeof</em> <a href="./../variables/TALK_MODES.html"><code>TALK_MODES</code></a>[<code>number</code>]</p></blockquote><p>An entry of <a href="./../variables/TALK_MODES.html">TALK_MODES</a>.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/browser/type-aliases/TalkMode.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const TalkMode = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  TalkMode as default
};
